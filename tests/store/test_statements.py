"""Statements and balances answer as a plain reckoning over the rows that were done, in whatever order they came."""

import csv
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from tearoad.boot.books import ALWAYS, OpenBooks, open_books
from tearoad.boot.road import OpenRoad
from tearoad.ledger.chart import Account
from tearoad.ledger.transfer import Kind, Transfer
from tearoad.ledger.verdict import Verdict
from tearoad.operations.statement_view import Entry, Period, Sums
from tearoad.store import statements
from tearoad.terms.refusal import BadInput
from tearoad.wire.statements import COLUMNS, major

PSP, ESCROW, SELLER = "psp_clearing:RUB", "escrow:RUB", "seller_payable:m:RUB"
ROUTES = ((PSP, ESCROW), (ESCROW, SELLER), (ESCROW, PSP))
START, DAY, DAYS = 1_760_054_400, 86_400, 10  # a day's start in UTC


@pytest.fixture
def books(road: OpenRoad) -> Iterator[OpenBooks]:
    with open_books(road.url) as opened:
        yield opened


def posted(road: OpenRoad, seed: int, count: int = 300) -> list[Transfer]:
    """Random rows, dated in no order; those that the ledger took."""
    luck, rows = random.Random(seed), list[Transfer]()
    holds: list[Transfer] = []
    for number in range(1, count + 1):
        at = START + luck.choice([0, 1, 2, 5]) * DAY + luck.choice([0, 1, DAY - 1, DAY, luck.randrange(3 * DAY)])
        kind = luck.choice(list(Kind))
        debit, credit = luck.choice(ROUTES)
        amount, hold = luck.randrange(1, 5_000), None
        if kind in (Kind.POST, Kind.VOID) and holds:
            held = holds.pop(luck.randrange(len(holds)))
            debit, credit, hold, at = held.debit, held.credit, held.transfer_id, max(at, held.at)
            amount = 0 if kind == Kind.VOID else luck.randrange(1, held.amount_minor + 1)
        rows.append(Transfer(f"{number:032x}", kind, debit, credit, amount, hold, at))
        if kind == Kind.HOLD:
            holds.append(rows[-1])
    done = []
    with road.store.unit() as unit:
        unit.ledger.open([Account(PSP, None, None), Account(ESCROW, None, None), Account(SELLER, None, None)])
        for start in range(0, count, 7):
            batch = rows[start : start + 7]
            done += [row for row, said in zip(batch, unit.ledger.offer(batch), strict=True) if said is Verdict.DONE]
    assert {row.kind for row in done} == set(Kind)
    assert len(done) < count
    return done


def reckoned(done: list[Transfer], account: str, before: int) -> Sums:
    """The four sums of an account before a moment."""
    sums = [0, 0, 0, 0]
    for row in done:
        if row.at < before and account in (row.debit, row.credit):
            side = 0 if account == row.debit else 1
            sums[side] += row.amount_minor if row.kind in (Kind.DIRECT, Kind.POST) else 0
            sums[2 + side] += promised(done, row)
    return Sums(*sums)


def promised(done: list[Transfer], row: Transfer) -> int:
    if row.kind in (Kind.POST, Kind.VOID):
        return -next(one.amount_minor for one in done if one.transfer_id == row.hold_id)
    return row.amount_minor if row.kind == Kind.HOLD else 0


def entries(books: OpenBooks, account: str, period: Period) -> list[Entry]:
    return books.statement(account, period, 1_000)[1]


@pytest.mark.parametrize("seed", range(4))
def test_opening_and_entries_are_closing_and_periods_join(road: OpenRoad, books: OpenBooks, seed: int) -> None:
    done = posted(road, seed)
    days = [START + number * DAY for number in range(DAYS)]
    for account in (PSP, ESCROW, SELLER):
        closing_before, seen = Sums(0, 0, 0, 0), []
        for begin, end in zip([0, *days], [*days, ALWAYS.end], strict=True):
            period = Period(begin, end)
            found, rows = books.statement(account, period, 1_000)
            assert found.opening == closing_before == reckoned(done, account, begin)
            assert found.closing == reckoned(done, account, end)
            assert found.entries == len(rows)
            assert found.moved[:2] == (sum(row.debit for row in rows), sum(row.credit for row in rows))
            assert found.moved[2:] == (sum(row.debits_held for row in rows), sum(row.credits_held for row in rows))
            balance = found.opening.balance
            for row in rows:
                balance += row.credit - row.debit
                assert (row.balance, begin <= row.at < end) == (balance, True)
            assert balance == found.closing.balance
            closing_before, seen = found.closing, seen + rows
        mine = {row.transfer_id: row for row in done if account in (row.debit, row.credit)}
        assert [row.at for row in seen] == sorted(row.at for row in mine.values())
        assert {row.transfer_id for row in seen} == set(mine)
        for row in seen:
            one = mine[row.transfer_id]
            other = one.credit if account == one.debit else one.debit
            assert (row.kind, row.hold_id, row.counter_account) == (one.kind.name.lower(), one.hold_id, other)
            assert row.debits_held + row.credits_held == promised(done, one)


@pytest.mark.parametrize("seed", range(2))
def test_balances_are_those_of_the_moment(road: OpenRoad, books: OpenBooks, seed: int) -> None:
    done = posted(road, seed)
    for before in (START - DAY, START + DAY, START + 3 * DAY, ALWAYS.end):
        found = {one.account: one.sums for one in books.balances(before)}
        expected = {name: reckoned(done, name, before) for name in (PSP, ESCROW, SELLER)}
        assert found == {name: sums for name, sums in expected.items() if any(row.at < before for row in done)}
    assert {one.account: one.sums for one in books.balances(None)} == expected
    assert [one.account for one in books.accounts("e")] == [ESCROW]
    assert books.accounts("%") == []


def test_files_have_every_entry(
    road: OpenRoad, books: OpenBooks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted(road, 1)
    monkeypatch.setattr(statements, "CHUNK", 9)
    told: list[int] = []
    period = Period(START + DAY, START + 4 * DAY)
    for name in ("s.csv", "s.parquet"):
        found = books.write_statement(tmp_path / name, ESCROW, period, lambda found, more: told.append(more))
    assert sum(told) == 2 * found.entries > 18
    assert len(told) > 4
    monkeypatch.undo()
    expected = entries(books, ESCROW, period)
    with (tmp_path / "s.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    table = pl.read_parquet(tmp_path / "s.parquet")
    assert list(lines[0]) == table.columns == list(COLUMNS)
    for one, line, row in zip(expected, lines, table.iter_rows(named=True), strict=True):
        at = datetime.fromtimestamp(one.at, UTC)
        assert (line["at"], row["at"]) == (f"{at:%Y-%m-%dT%H:%M:%SZ}", at)
        assert line["transfer_id"] == row["transfer_id"] == one.transfer_id
        assert int(line["balance_minor"]) == row["balance_minor"] == one.balance
        assert line["balance"] == row["balance"] == f"{one.balance / 100:.2f}"
        assert (line["hold_id"] or None, row["hold_id"]) == (one.hold_id, one.hold_id)
        assert int(line["debits_held_minor"]) == row["debits_held_minor"] == one.debits_held
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s.csv", "s.parquet"]


def test_an_account_without_entries_makes_files_with_a_header(books: OpenBooks, road: OpenRoad, tmp_path: Path) -> None:
    with road.store.unit() as unit:
        unit.ledger.open([Account("fee:JPY", None, None)])
    for name in ("s.csv", "s.parquet"):
        assert books.write_statement(tmp_path / name, "fee:JPY", ALWAYS, lambda found, more: None).entries == 0
    assert (tmp_path / "s.csv").read_text() == ",".join(COLUMNS) + "\n"
    assert pl.read_parquet(tmp_path / "s.parquet").shape == (0, len(COLUMNS))
    with pytest.raises(BadInput, match="no account"):
        books.write_statement(tmp_path / "n.csv", "fee:XXX", ALWAYS, lambda found, more: None)
    assert not (tmp_path / "n.csv").exists()


def test_a_period_is_closed_once_it_is_over(road: OpenRoad, books: OpenBooks) -> None:
    with road.store.unit() as unit:
        unit.roads.move_clock(START + DAY)
    assert not books.close_before(START + DAY + 1)
    assert books.closed_before() is None
    assert books.close_before(START + DAY)
    assert books.close_before(START)
    assert books.closed_before() == START + DAY
    with road.store.unit() as unit:
        unit.ledger.open([Account(PSP, None, None), Account(ESCROW, None, None)])
        late = Transfer(f"{1:032x}", Kind.DIRECT, PSP, ESCROW, 5, None, START + DAY - 1)
        assert unit.ledger.offer([late]) == [Verdict.PERIOD_CLOSED]
        assert unit.ledger.offer([late._replace(transfer_id=f"{2:032x}", at=START + DAY)]) == [Verdict.DONE]


def test_major_units_are_exact() -> None:
    assert [major(minor, "RUB") for minor in (-123456, 5, 0, 10**17)] == ["-1234.56", "0.05", "0.00", f"{10**15}.00"]
    assert major(-5, "JPY") == "-5"
    assert major(5, "XXX") == ""
