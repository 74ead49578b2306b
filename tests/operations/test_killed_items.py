"""A client that declares, scans and pays is killed again and again: who does the same again finds all of it once."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from items import DEAR, OF_MANY_LINES, START, declared_road, item

from tearoad.boot.desks import desks_of
from tearoad.boot.item_duty import Payer
from tearoad.boot.items import party_of
from tearoad.boot.live_inspections import begin_live, capacities
from tearoad.boot.road import OpenRoad
from tearoad.operations.arrive_items import Arrival
from tearoad.operations.wallet import deposit

BATCHES, EACH, KILLS = 12, 10, 6
ANNA, PURSE = Payer("anna", None), 10**9
KINDS: tuple[dict[str, Any], ...] = ({}, DEAR, OF_MANY_LINES)
OWED = 425_250  # of DEAR, as the law of the day has it
CHILD = "import sys, test_killed_items as this; this.work(sys.argv[1], sys.argv[2])"


def work(url: str, home: str) -> None:
    """All of it, from the first on; what is there already answers as it stands."""
    desks = desks_of(url, Path(home))
    with closing(desks.store), closing(desks.items()) as desk:
        for batch in range(BATCHES):
            asked = [item(batch * EACH + at, **KINDS[at % len(KINDS)]) for at in range(EACH)]
            early = [one.s10 for one in asked[:2]]  # scanned before anybody declared them
            desk.arrivals.arrive("moscow", early, "vera")
            found = desk.lodge(asked, party_of("anna", None), "anna")
            assert not [one for one in found if one.refusal]
            for at in range(1, EACH, len(KINDS)):
                assert desk.duty.pay(ANNA, found[at].declaration_id).refusal is None
            scanned = desk.arrivals.arrive("moscow", [one.s10 for one in asked], "vera")
            assert {one.arrival for one in scanned} <= {Arrival.ARRIVED, Arrival.ALREADY}
            print(batch, flush=True)


def counts(road: OpenRoad) -> dict[str, int]:
    connection, found = road.store.connection, {}
    for name, sql in {
        "declarations": "SELECT count(*) FROM item_declaration",
        "lodged": "SELECT count(*) FROM item_declaration_event WHERE fact = 0",
        "arrived": "SELECT count(*) FROM item_declaration_event WHERE fact = 8",
        "paid": "SELECT count(*) FROM item_declaration_event WHERE fact = 7",
        "duties": "SELECT count(*) FROM item_duty",
        "waiting for data": "SELECT count(*) FROM item_undeclared WHERE settled_at IS NULL",
        "opened": "SELECT count(*) FROM item_declaration WHERE channel = 'open'",
        "purse": "SELECT (credits - debits)::bigint FROM account WHERE account = 'wallet:account:anna:RUB'",
    }.items():
        (found[name],) = connection.execute(sql).fetchone() or (0,)
    return found


@pytest.mark.full
def test_nothing_is_declared_scanned_or_paid_twice(server_url: str, tmp_path: Path) -> None:
    luck, killed_at_work = random.Random(8), 0
    begin_live(tmp_path, None, 0.1)
    with declared_road(server_url, "tearoad_test_killed_items") as road:
        with road.store.unit() as unit:
            unit.ledger.post([deposit("first", "account:anna", "RUB", PURSE, START)])
        path = os.pathsep.join(map(str, (Path(__file__).parent, *sys.path)))
        for _ in range(KILLS):
            child = subprocess.Popen(
                [sys.executable, "-c", CHILD, road.url, str(tmp_path)],
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": path},
            )
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(luck.uniform(0, 0.4))
            killed_at_work += child.poll() is None
            child.send_signal(signal.SIGKILL)
            child.wait()
            child.stdout.close()
            assert road.check() == []
        assert killed_at_work
        work(road.url, str(tmp_path))
        whole, dear = BATCHES * EACH, BATCHES * len(range(1, EACH, len(KINDS)))
        found = counts(road)
        assert found == {
            "declarations": whole, "lodged": whole, "arrived": whole, "paid": dear, "duties": dear,
            "waiting for data": 0, "opened": capacities()["moscow"], "purse": PURSE - dear * OWED,
        }  # fmt: skip
