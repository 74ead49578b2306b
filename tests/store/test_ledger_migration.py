"""Books of before the chain are brought into it whole; and the oldest server plays the demo as the newest does."""

from collections.abc import Iterator
from hashlib import sha256
from uuid import uuid4

import psycopg
import pytest
from ledgers import AT, ESCROW, FEE, PSP, SELLER, name, sent

from tearoad.boot.road import drop_data_base, fresh_data_base, open_road
from tearoad.cli.demo_commands import demo_orders, stock_demo
from tearoad.ledger.transfer import Kind, Transfer
from tearoad.ledger.verdict import Verdict
from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS
from tearoad.operations.play import play
from tearoad.store import schema
from tearoad.store.database import CELL
from tearoad.store.ledger import PostgresLedger

OLD = """
INSERT INTO account (cell_id, account, currency, guarded, debits, credits, debits_pending, credits_pending) VALUES
    (%(cell)s, 'psp_clearing:RUB', 'RUB', false, 1000, 30, 0, 0),
    (%(cell)s, 'escrow:RUB', 'RUB', true, 270, 1000, 100, 0),
    (%(cell)s, 'seller_payable:m:RUB', 'RUB', false, 0, 240, 0, 100),
    (%(cell)s, 'fee:RUB', 'RUB', false, 0, 0, 0, 0);
"""
OLD_TRANSFER = (
    "INSERT INTO transfer (cell_id, transfer_id, kind, debit, credit, amount_minor, hold_id, at) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, to_timestamp(%s))"
)
ROWS = (
    (1, Kind.DIRECT, PSP, ESCROW, 1000, None, AT),
    (2, Kind.HOLD, ESCROW, SELLER, 300, None, AT + 1),
    (3, Kind.POST, ESCROW, SELLER, 240, 2, AT + 2),
    (4, Kind.HOLD, ESCROW, FEE, 50, None, AT + 1),
    (5, Kind.VOID, ESCROW, FEE, 0, 4, AT + 2),
    (6, Kind.HOLD, ESCROW, SELLER, 100, None, AT + 3),
    (7, Kind.DIRECT, ESCROW, PSP, 30, None, AT + 4),
)


@pytest.fixture(params=["server_url", "server_15_url"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty data base."""
    server_url, name = request.getfixturevalue(request.param), f"tearoad_test_{uuid4().hex[:12]}"
    yield fresh_data_base(server_url, name)
    drop_data_base(server_url, name)


def migrated_to_0003(url: str) -> None:
    schema.configure(url)
    from django.core.management import call_command
    from django.db import connection

    connection.close()
    connection.settings_dict.update(schema.database(url))
    call_command("migrate", "store", "0003_sizes", verbosity=0, interactive=False)
    connection.close()


@pytest.mark.parametrize("rows", [ROWS, ()], ids=["with transfers", "without"])
def test_old_books_come_along(url: str, rows: tuple[tuple, ...]) -> None:
    migrated_to_0003(url)
    with psycopg.connect(url, autocommit=True) as connection:
        if rows:
            connection.execute(OLD.replace("%(cell)s", str(CELL)))
        for number, kind, debit, credit, amount, held, at in rows:
            words = [CELL, name(number), kind, debit, credit, amount, name(held) if held else None, at]
            connection.execute(OLD_TRANSFER, words)
    with open_road(url) as road:
        broken = {rule: [row.replace("-", "") for row in found] for rule, _, found in road.check()}
        assert broken == ({"held money has an open journey": [name(6)]} if rows else {})  # there are no journeys here
        connection = road.store.connection
        tables = "SELECT table_name FROM information_schema.tables WHERE table_name LIKE '%before'"
        assert connection.execute(tables).fetchall() == []
        if rows:
            with road.store.unit() as unit:
                goes_on(unit.ledger)
            assert [rule for rule, _, _ in road.check()] == []
            first = connection.execute("SELECT digest FROM journal_batch WHERE batch = 1").fetchone()
            assert first is not None
            assert bytes(first[0]) == expected_digest(connection)


def goes_on(ledger: PostgresLedger) -> None:
    """What was done is known, what was held can be posted, and the escrow is as guarded as it was."""
    again = [Transfer(name(n), k, d, c, m, name(h) if h else None, at) for n, k, d, c, m, h, at in ROWS]
    assert ledger.offer(again) == [Verdict.DONE] * len(again)
    new = [
        Transfer(name(8), Kind.DIRECT, ESCROW, FEE, 631, None, AT),
        Transfer(name(9), Kind.POST, ESCROW, SELLER, 90, name(6), AT + 5),
        Transfer(name(10), Kind.DIRECT, ESCROW, FEE, 640, None, AT),
        Transfer(name(11), Kind.POST, ESCROW, FEE, 50, name(4), AT + 5),
        Transfer(name(1), Kind.DIRECT, PSP, ESCROW, 1001, None, AT),
    ]
    expected = [Verdict.NOT_COVERED, Verdict.DONE, Verdict.DONE, Verdict.HOLD_RESOLVED, Verdict.OTHER_CONTENT]
    assert [ledger.offer([row])[0] for row in new] == expected


def expected_digest(connection: psycopg.Connection) -> bytes:
    """Of the journal so far as one batch, in the order of its moments."""
    sql = """
        SELECT nr, transfer_id, kind, verdict, debit, credit, amount_minor, hold_id, extract(epoch FROM at)::bigint,
               group_id, extract(epoch FROM expires_at)::bigint
        FROM transfer WHERE batch = 1 ORDER BY at, kind, transfer_id
    """
    rows = connection.execute(sql).fetchall()
    assert [row[0] for row in rows] == list(range(1, len(ROWS) + 1))
    return sha256(sent(rows)).digest()


def test_the_demo_ends_alike_on_both_servers(server_url: str, server_15_url: str) -> None:
    digests = []
    for server in (server_url, server_15_url):
        name = f"tearoad_test_{uuid4().hex[:12]}"
        with open_road(fresh_data_base(server, name)) as road:
            stock_demo(road, 1_500)
            assert play(road.platform, demo_orders(road.corridor, 1_500)[:80], ASSUMED_WEIGHT_GRAMS, print) == {}
            assert road.check() == []
            digests.append(road.digest())
        drop_data_base(server, name)
    assert digests[0] == digests[1]
