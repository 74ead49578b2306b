"""Numbers out of ranges: many at once, never twice, never beyond the end; opened again after 24 months; migrated."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import psycopg
import pytest

from tearoad.boot import s10_ranges as boot
from tearoad.boot.road import OpenRoad
from tearoad.cli.demo_commands import demo_orders, stock_demo
from tearoad.kernel.s10 import valid
from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS
from tearoad.operations.play import play
from tearoad.post.ranges import RangeRefusal, SerialRange
from tearoad.store import s10_ranges as store
from tearoad.store.database import CELL
from tearoad.store.schema import configure
from tearoad.terms.days import day_number, day_start
from tearoad.terms.refusal import BadInput

TODAY = date(2026, 11, 11)
CALLERS, BATCHES, COUNT = 6, 5, 7


@pytest.fixture
def at(road: OpenRoad) -> OpenRoad:
    """A road on a day."""
    clock(road, TODAY)
    return road


def clock(road: OpenRoad, day: date) -> None:
    with road.store.unit() as unit:
        unit.roads.move_clock(day_start(day))


def given(road: OpenRoad, service: str, count: int) -> list[str]:
    rows = boot.give(road, service, "CN", count, "a printer")
    return [bytes(row).decode() for row in rows]


def span(service: str, first: int, last: int, begins: date = TODAY) -> SerialRange:
    return SerialRange(service, "CN", first, last, begins)


def test_callers_at_once_get_every_number_once_and_in_runs(at: OpenRoad) -> None:
    boot.lay(at, [span("HA", 0, 99), span("HA", 100, CALLERS * BATCHES * COUNT - 1)])

    def call(caller: int) -> list[int]:
        found: list[int] = []
        with psycopg.connect(at.url) as connection:
            for _ in range(BATCHES):
                with connection.transaction(), connection.cursor() as cursor:
                    runs = store.give(cursor, CELL, "HA", "CN", COUNT, day_number(TODAY))
                    for run in runs:
                        store.note(cursor, CELL, "HA", "CN", run, f"caller {caller}", 0, void=False)
                found += store.serials_of(runs).tolist()
        return found

    with ThreadPoolExecutor(CALLERS) as pool:
        everything = [serial for found in pool.map(call, range(CALLERS)) for serial in found]
    assert sorted(everything) == list(range(CALLERS * BATCHES * COUNT))
    assert [one.next_serial for one in boot.listed(at)] == [100, CALLERS * BATCHES * COUNT]
    assert boot.audit(at).broken == []
    assert at.check() == []


def test_a_used_up_range_is_a_refusal_by_name_and_nothing_is_taken(at: OpenRoad) -> None:
    boot.lay(at, [span("HA", 10, 19), span("HA", 30, 34, date(2027, 1, 1))])
    assert len(given(at, "HA", 7)) == 7
    with pytest.raises(BadInput, match=f"S10 HA of CN: {RangeRefusal.USED_UP}: 3 of 4"):
        given(at, "HA", 4)
    last = given(at, "HA", 3)
    assert [number[2:10] for number in last] == ["00000017", "00000018", "00000019"]
    with pytest.raises(BadInput, match="0 of 1"):
        given(at, "HA", 1)
    clock(at, date(2027, 1, 1))
    assert given(at, "HA", 1)[0][2:10] == "00000030"
    assert at.check() == []


def test_a_road_without_numbers_waits_for_a_range_and_goes_on(road: OpenRoad) -> None:
    stock_demo(road, 200)
    orders = demo_orders(road.corridor, 200)[:12]
    long_ago = date(1970, 1, 1)
    boot.lay(road, [span("HA", 10, 11, long_ago)])
    with pytest.raises(BadInput, match=f"S10 HA of CN: {RangeRefusal.USED_UP}"):
        play(road.platform, orders, ASSUMED_WEIGHT_GRAMS, lambda more: None)
    assert road.check() == []
    boot.lay(road, [span("HA", 20, 99, long_ago)])
    play(road.platform, orders, ASSUMED_WEIGHT_GRAMS, lambda more: None)
    sql = "SELECT substr(s10, 3, 8)::int FROM consignment WHERE s10 LIKE 'HA%' ORDER BY 1"
    serials = [row[0] for row in road.store.connection.execute(sql)]
    assert serials[:3] == [10, 11, 20]
    assert serials[2:] == list(range(20, 18 + len(serials)))
    assert road.check() == []


def test_a_post_that_has_no_ranges_gives_from_0(at: OpenRoad) -> None:
    first = given(at, "UA", 2)
    assert first[0].startswith("UA00000000")
    assert all(map(valid, first))
    assert [one.range for one in boot.listed(at)] == [span("UA", 0, 99_999_999, date(1970, 1, 1))]


def test_a_range_opens_again_after_24_months_and_not_before(at: OpenRoad) -> None:
    boot.lay(at, [span("HA", 0, 4)])
    first = given(at, "HA", 5)
    clock(at, date(2028, 11, 10))
    with pytest.raises(BadInput, match=f"{RangeRefusal.TOO_EARLY}, expected 2028-11-11"):
        boot.reopen(at, "HA", "CN", 0)
    with pytest.raises(BadInput, match=RangeRefusal.UNKNOWN_RANGE):
        boot.reopen(at, "HA", "CN", 1)
    clock(at, date(2028, 11, 11))
    assert boot.reopen(at, "HA", "CN", 0).turn == 1
    assert given(at, "HA", 2) == first[:2]
    assert given(at, "HA", 3) == first[2:]
    found = boot.audit(at)
    assert (found.counts[0].given, found.counts[0].in_hands, found.broken) == (10, 10, [])
    assert [one.refusal for one in boot.void(at, first[:1], "a turn later")] == [""]
    assert boot.audit(at).counts[0].void == 1


def test_ranges_do_not_overlap_nor_end_before_what_was_given(at: OpenRoad) -> None:
    boot.lay(at, [span("HA", 0, 9), span("HB", 0, 9)])
    given(at, "HA", 5)
    with pytest.raises(BadInput, match=f"{RangeRefusal.OVERLAPS}: HA 00000000-00000009 CN"):
        boot.lay(at, [span("HB", 20, 29), span("HA", 9, 12)])
    with pytest.raises(BadInput, match=f"{RangeRefusal.GIVEN}, expected 00000004 or more"):
        boot.lay(at, [span("HA", 0, 3)])
    boot.lay(at, [span("HA", 0, 4), span("HA", 5, 12)])
    assert [one.range for one in boot.listed(at)] == [span("HA", 0, 4), span("HA", 5, 12), span("HB", 0, 9)]
    assert given(at, "HA", 1)[0][2:10] == "00000005"


def test_what_is_void_was_given_and_is_on_no_parcel(at: OpenRoad) -> None:
    boot.lay(at, [span("HA", 0, 99)])
    numbers = given(at, "HA", 6)
    other = "HA473124829CN"
    assert [one.refusal for one in boot.void(at, [numbers[1], numbers[2], numbers[4], other, "x"], "torn")] == [
        "", "", "", RangeRefusal.NOT_GIVEN, RangeRefusal.NOT_A_NUMBER,
    ]  # fmt: skip
    assert [one.refusal for one in boot.void(at, numbers[1:2], "torn")] == [RangeRefusal.VOID]
    assert boot.audit(at).counts == [boot.Counts("HA", "CN", 6, 0, 3, 3)]
    rows = at.store.connection.execute("SELECT first_serial, last_serial FROM s10_note WHERE void").fetchall()
    assert sorted(rows) == [(1, 2), (4, 4)]


@pytest.mark.parametrize(
    ("service", "issuer", "count", "to"),
    [("JA", "CN", 1, "x"), ("HA", "XX", 1, "x"), ("H", "CN", 1, "x"), ("HA", "CN", 0, "x"), ("HA", "CN", 1, "a\0")],
)
def test_what_cannot_be_given_is_bad_input(road: OpenRoad, service: str, issuer: str, count: int, to: str) -> None:
    with pytest.raises(BadInput, match="expected"):
        boot.give(road, service, issuer, count, to)


def test_numbers_that_were_given_before_are_runs_after_the_migration(database_url: str) -> None:
    from django.core.management import call_command
    from django.db import connection

    from tearoad.store.schema import database, migrate

    configure(database_url)
    connection.close()
    connection.settings_dict.update(database(database_url))
    call_command("migrate", "store", "0028_item_undeclared", verbosity=0)
    connection.close()
    with psycopg.connect(database_url, autocommit=True) as asked:
        asked.execute("INSERT INTO road (cell_id, name, seed, clock_at) VALUES (1, 'r', 1, '2026-11-11T23:00Z')")
        asked.execute("INSERT INTO s10_range VALUES (1, 'HA', 'CN', 3), (1, 'CA', 'CN', 0)")
        migrate(database_url)
        runs = asked.execute("SELECT service, range_first, turn, issued_on, first_serial, last_serial FROM s10_run")
        assert runs.fetchall() == [("HA", 0, 0, TODAY, 0, 2)]
        with asked.cursor() as cursor:
            assert store.give(cursor, CELL, "HA", "CN", 2, day_number(TODAY) + 1) == [store.Given(3, 4, 0)]
