"""Scans of the post on a road with orders: each has its fate, parcels move with their money, nothing is lost."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from databases import migrated_data_base

from tearoad.boot.chart import own_chart
from tearoad.boot.road import OpenRoad, drop_data_base, open_road
from tearoad.boot.scanning import Scanning, record_all
from tearoad.cli.bench_scans import handed_over
from tearoad.demo.scans import Scanned, scans
from tearoad.journey.moving import Due
from tearoad.journey.stages import Border, Carriage, Money
from tearoad.operations.advance import advance
from tearoad.operations.follow_scans import LATE_SCANS
from tearoad.operations.on_the_way import REFUSED, UNCLAIMED
from tearoad.operations.record_scans import Recorded, ground_of, record_scans
from tearoad.operations.scan_ports import FATES, MOST_SCANS, QUIET, Fate, Scans
from tearoad.store.pool import PooledStore
from tearoad.store.transits import transits
from tearoad.terms.days import DAY, HOUR

ORDERS = 150


@pytest.fixture(scope="module")
def road(server_url: str) -> Iterator[OpenRoad]:
    name = "tearoad_test_scans"
    drop_data_base(server_url, name)
    with open_road(migrated_data_base(server_url, name)) as opened:
        yield opened
        assert opened.check() == []
    drop_data_base(server_url, name)


@pytest.fixture(scope="module")
def parcels(road: OpenRoad) -> Iterator[Scanned]:
    """From abroad and not to be opened, one for each that asks."""
    found = handed_over(road, ORDERS)
    with road.store.unit() as unit:
        unit.roads.move_clock(road.clock_at() + 20 * DAY)
    road.store.connection.execute("UPDATE consignment SET due_at = greatest(due_at, now() + interval '9 years')")
    return iter([one for one in found if one.office and not one.opened])


@pytest.fixture
def parcel(parcels: Iterator[Scanned]) -> Scanned:
    return next(parcels)


def told(road: OpenRoad, *rows: tuple[Any, ...]) -> list[Fate]:
    """Rows of number, event, place, moment, and a reason."""
    number, event, place, at, reason = zip(*((*row, "")[:5] for row in rows), strict=True)
    found = recorded(road, Scans(number, event, place, np.array(at, dtype=np.int64), reason))
    assert sum(found.counts.values()) == len(rows)
    return [FATES[one] for one in found.fate]


def recorded(road: OpenRoad, batch: Scans) -> Recorded:
    return record_scans(road.platform, road.store, ground_of(road.platform.road), batch, "tester")


def column(road: OpenRoad, parcel: Scanned, name: str) -> Any:
    sql = f"SELECT {name} FROM consignment WHERE s10 = %s"  # noqa: S608 - this module's own names
    (found,) = road.store.connection.execute(sql, [parcel.number]).fetchone() or (None,)
    return found


def history(road: OpenRoad, parcel: Scanned) -> list[str]:
    sql = "SELECT event FROM scan JOIN consignment USING (cell_id, consignment_id) WHERE s10 = %s ORDER BY at, event"
    return [event for (event,) in road.store.connection.execute(sql, [parcel.number]).fetchall()]


def aside(road: OpenRoad, number: str) -> list[str]:
    sql = "SELECT fate FROM scan_aside WHERE number = %s ORDER BY at"
    return [fate for (fate,) in road.store.connection.execute(sql, [number]).fetchall()]


def way(parcel: Scanned) -> list[tuple[str, str, str, int]]:
    n, at, days = parcel.number, parcel.dispatched_at, 24 * HOUR
    return [
        (n, "EMC", parcel.origin, at + HOUR),
        (n, "EMD", parcel.office, at + 6 * days),
        (n, "EMF", parcel.office, at + 7 * days),
        (n, "EDG", parcel.destination, at + 9 * days),
        (n, "EMI", parcel.destination, at + 9 * days + HOUR),
    ]


def test_from_the_counter_to_the_door(road: OpenRoad, parcel: Scanned) -> None:
    assert told(road, *way(parcel)[:2]) == [Fate.MOVED, Fate.MOVED]
    assert column(road, parcel, "carriage") == Carriage.AT_OFFICE
    assert column(road, parcel, "due") == Due.LOST, "it is not played any more"
    assert told(road, *way(parcel)[2:]) == [Fate.NOTED, Fate.MOVED, Fate.MOVED]
    assert column(road, parcel, "carriage") == Carriage.DELIVERED
    assert column(road, parcel, "due") == Due.CONFIRM
    assert history(road, parcel)[-5:] == ["EMC", "EMD", "EMF", "EDG", "EMI"]
    assert road.check() == []


def test_what_is_told_again_changes_nothing(road: OpenRoad, parcel: Scanned) -> None:
    whole, other = way(parcel), (parcel.number, "EMH", "vladivostok", way(parcel)[3][3] + 60)
    assert told(road, *whole[:4]) == [Fate.MOVED, Fate.MOVED, Fate.NOTED, Fate.MOVED]
    assert told(road, other) == [Fate.TWO_PLACES]
    assert told(road, whole[4]) == [Fate.MOVED]
    before = road.digest()
    assert told(road, *whole) == [Fate.DUPLICATE] * 5
    assert told(road, other) == [Fate.TWO_PLACES], "though now it is only late"
    assert road.digest() == before


def test_delivery_posts_the_postage_once(road: OpenRoad, parcel: Scanned) -> None:
    told(road, *way(parcel))
    told(road, way(parcel)[-1])
    id_of = "substr(replace({}::text, '-', ''), 1, 30)"
    sql = (
        "SELECT count(*) FROM transfer t JOIN consignment c ON t.cell_id = c.cell_id "  # noqa: S608 - its own names
        f"AND {id_of.format('t.transfer_id')} = {id_of.format('c.consignment_id')} WHERE c.s10 = %s AND t.kind = 2"
    )
    (posted,) = road.store.connection.execute(sql, [parcel.number]).fetchone() or (None,)
    assert posted == (0 if column(road, parcel, "cash_on_delivery") else 3), "duty, tax and postage"
    assert column(road, parcel, "money") == Money.HELD


def test_each_bad_row_has_its_fate_and_the_others_go_on(road: OpenRoad, parcel: Scanned) -> None:
    n, now, good = parcel.number, road.clock_at(), way(parcel)[0]
    bad = n[:10] + str((int(n[10]) + 1) % 10) + n[11:]
    rows = {
        good: Fate.MOVED,
        (n, "XXX", "moscow", now): Fate.UNKNOWN_EVENT,
        (n, "EMH refused", "moscow", now): Fate.UNKNOWN_EVENT,
        (n, "EDG", "atlantis", now): Fate.UNKNOWN_PLACE,
        (n, "EDG", "moscow", -1): Fate.BAD_MOMENT,
        (n, "EDG", "moscow", now + 3 * HOUR): Fate.CLOCK_AHEAD,
        (n, "EDG", "moscow", now + 15 * HOUR): Fate.FROM_THE_FUTURE,
        (n, "EME", parcel.office, now, "a" * 101): Fate.BAD_REASON,
        (bad, "EDG", "moscow", now): Fate.BAD_NUMBER,
        ("", "EDG", "moscow", now): Fate.BAD_NUMBER,
        ("\0" * 13, "EDG", "moscow", now): Fate.BAD_NUMBER,
        ("ЕЕ123456785RU", "EDG", "moscow", now): Fate.BAD_NUMBER,
        ("RA473124829CN", "EDG", "moscow", now): Fate.UNKNOWN_PARCEL,
    }
    assert told(road, *rows) == list(rows.values())
    assert aside(road, "RA473124829CN") == ["unknown parcel"]
    listed = road.store.connection.execute("SELECT count(*) FROM scan_aside").fetchone()
    told(road, *rows)
    assert road.store.connection.execute("SELECT count(*) FROM scan_aside").fetchone() == listed, "each once"


def test_a_clock_that_was_ahead_may_tell_again_when_it_is_right(road: OpenRoad, parcel: Scanned) -> None:
    ahead = (parcel.number, "EMC", parcel.origin, road.clock_at() + 3 * HOUR)
    assert told(road, ahead) == [Fate.CLOCK_AHEAD]
    with road.store.unit() as unit:
        unit.roads.move_clock(road.clock_at() + 4 * HOUR)
    assert told(road, ahead) == [Fate.MOVED]


def test_what_is_missent_waits_at_the_wrong_office(road: OpenRoad, parcel: Scanned) -> None:
    wrong = next(office.place for office in road.platform.road.offices.values() if office.place != parcel.office)
    at = way(parcel)[1][3]
    assert told(road, (parcel.number, "EMD", wrong, at)) == [Fate.WRONG_OFFICE]
    assert column(road, parcel, "carriage") != Carriage.AT_OFFICE
    assert "EMD" in history(road, parcel)
    assert told(road, (parcel.number, "EMD", parcel.office, at + 2 * DAY)) == [Fate.MOVED]


def test_a_hold_without_a_reason_does_not_stop_the_clock(road: OpenRoad, parcel: Scanned) -> None:
    sql = "UPDATE consignment SET border = %s, inspect = TRUE WHERE s10 = %s"
    road.store.connection.execute(sql, [Border.SELECTED, parcel.number])
    arrived, at = way(parcel)[1], way(parcel)[1][3]
    assert told(road, arrived, (parcel.number, "EME", parcel.office, at + HOUR)) == [
        Fate.MOVED,
        Fate.HOLD_WITHOUT_REASON,
    ]
    assert column(road, parcel, "border") == Border.SELECTED
    assert told(road, (parcel.number, "EDG", parcel.destination, at + DAY)) == [Fate.NOT_RELEASED]
    held = (parcel.number, "EME", parcel.office, at + 2 * HOUR, "no invoice")
    assert told(road, held) == [Fate.NOTED]
    assert column(road, parcel, "border") == Border.HELD
    assert told(road, (parcel.number, "EDC", parcel.office, at + 9 * HOUR)) == [Fate.NOTED]
    assert column(road, parcel, "border") == Border.RELEASED
    assert told(road, (parcel.number, "EDG", parcel.destination, at + DAY)) == [Fate.MOVED], "told again, it is true"


def test_refused_at_the_door_goes_back_with_its_money(road: OpenRoad, parcel: Scanned) -> None:
    told(road, *way(parcel)[:4])
    last = way(parcel)[-1]
    assert told(road, (parcel.number, "EMH", last[2], last[3], REFUSED)) == [Fate.MOVED]
    assert column(road, parcel, "carriage") == Carriage.RETURNED
    assert column(road, parcel, "money") in (Money.REFUNDED, Money.NONE)
    assert told(road, (parcel.number, "EMI", last[2], last[3] + HOUR)) == [Fate.AFTER_THE_END]


def waiting(parcel: Scanned, event: str, days: int) -> tuple[str, str, str, int]:
    return parcel.number, event, parcel.destination, parcel.dispatched_at + days * DAY


def test_at_a_collection_point_it_waits_for_a_term(road: OpenRoad, parcel: Scanned) -> None:
    b = road.platform.road.behaviour
    told(road, *way(parcel)[:3])
    assert told(road, waiting(parcel, "EDH", 9)) == [Fate.MOVED]
    assert [column(road, parcel, name) for name in ("carriage", "due")] == [Carriage.COLLECTABLE, Due.COLLECT]
    until = column(road, parcel, "due_at").timestamp() - LATE_SCANS
    assert until == max(waiting(parcel, "EDH", 9)[3] + b.storage_point, road.clock_at())
    assert told(road, waiting(parcel, "EDG", 10)) == [Fate.MOVED]
    assert [column(road, parcel, name) for name in ("carriage", "due")] == [Carriage.OUT_FOR_DELIVERY, Due.LOST]
    assert told(road, waiting(parcel, "EDF", 11)) == [Fate.MOVED]
    until = column(road, parcel, "due_at").timestamp() - LATE_SCANS
    assert until == waiting(parcel, "EDF", 11)[3] + b.storage_office
    assert told(road, waiting(parcel, "EMI", 12)) == [Fate.MOVED]
    assert [column(road, parcel, name) for name in ("carriage", "due")] == [Carriage.DELIVERED, Due.CONFIRM]
    assert told(road, waiting(parcel, "EDH", 9), (*waiting(parcel, "EDF", 11)[:3], 0)) == [
        Fate.DUPLICATE,
        Fate.BAD_MOMENT,
    ]


def test_what_nobody_fetches_goes_back_with_its_money_and_is_noted_on_its_way(
    road: OpenRoad, parcels: Iterator[Scanned]
) -> None:
    first, other = next(parcels), next(parcels)
    assert told(road, *way(first)[:2], waiting(first, "EDH", 9)) == [Fate.MOVED] * 3
    told(road, *way(other)[:2], waiting(other, "EDH", 9))
    assert told(road, (*waiting(other, "EMH", 13), UNCLAIMED)) == [Fate.MOVED], "or the post says so itself"
    advance(road.platform, road.clock_at() + 3 * DAY + LATE_SCANS)
    for parcel in (first, other):
        assert column(road, parcel, "carriage") == Carriage.RETURNED
        assert column(road, parcel, "money") in (Money.REFUNDED, Money.NONE)
    home = [(first.number, "EMC", first.office, 18), (first.number, "EMD", first.origin, 22)]
    home.append((first.number, "EMI", first.origin, 23))
    assert told(road, *[(*row[:3], first.dispatched_at + row[3] * DAY) for row in home]) == [Fate.NOTED] * 3
    assert told(road, waiting(first, "EMI", 12)) == [Fate.AFTER_THE_END], "somebody should look at it"
    assert history(road, first)[-3:] == ["EMC", "EMD", "EMI"]


def test_a_scan_that_comes_late_does_not_wake_what_was_played_to_its_end(road: OpenRoad, parcel: Scanned) -> None:
    sql = (
        "UPDATE consignment SET carriage = %s, arrived_at = dispatched_at + interval '8 days', due = %s, "
        "delivered_at = dispatched_at + interval '9 days', money = %s WHERE s10 = %s"
    )
    road.store.connection.execute(sql, [Carriage.DELIVERED, Due.CONFIRM, Money.HELD, parcel.number])
    try:
        assert told(road, way(parcel)[1]) == [Fate.LATE]
        assert [column(road, parcel, name) for name in ("carriage", "due", "moved_at")] == [
            Carriage.DELIVERED,
            Due.CONFIRM,
            None,
        ]
    finally:
        road.store.connection.execute(
            "UPDATE consignment SET carriage = %s, arrived_at = NULL, due = %s, delivered_at = NULL WHERE s10 = %s",
            [Carriage.DISPATCHED, Due.DEPART, parcel.number],
        )


def test_a_reason_that_is_told_later_of_the_same_scan_moves_nothing(road: OpenRoad, parcel: Scanned) -> None:
    told(road, *way(parcel)[:4])
    last = way(parcel)[-1]
    absent, refused = (parcel.number, "EMH", *last[2:]), (parcel.number, "EMH", *last[2:], REFUSED)
    assert told(road, absent) == [Fate.MOVED]
    assert told(road, refused) == [Fate.DUPLICATE]
    assert told(road, (parcel.number, "EMH", "vladivostok", last[3], REFUSED)) == [Fate.TWO_PLACES]
    assert column(road, parcel, "carriage") == Carriage.FAILED_ATTEMPT
    assert told(road, (*refused[:3], last[3] + DAY, REFUSED), (*absent[:3], last[3] + DAY)) == [
        Fate.MOVED,
        Fate.DUPLICATE,
    ]
    assert column(road, parcel, "carriage") == Carriage.RETURNED


def test_ten_thousand_scans_of_one_parcel(road: OpenRoad, parcel: Scanned) -> None:
    rows = [(parcel.number, "EXA", parcel.origin, parcel.dispatched_at + second) for second in range(10_000)]
    fates = told(road, *rows)
    assert set(fates[:MOST_SCANS]) <= {Fate.NOTED, Fate.LATE}
    assert set(fates[MOST_SCANS:]) == {Fate.TOO_MANY}
    before = len(history(road, parcel))
    assert told(road, (parcel.number, "EXB", parcel.origin, parcel.dispatched_at + 20_000)) == [Fate.TOO_MANY]
    assert len(history(road, parcel)) == before <= 2 * MOST_SCANS
    assert len(aside(road, parcel.number)) == 10_001 - MOST_SCANS


def test_two_stations_at_once_lose_nothing(road: OpenRoad, parcels: Iterator[Scanned]) -> None:
    some = [next(parcels) for _ in range(10)]
    batch = scans(some, 3)
    late = int(batch.at.max()) - road.clock_at()
    with road.store.unit() as unit:
        unit.roads.move_clock(road.clock_at() + max(0, late) + DAY)
    store = PooledStore(road.url, own_chart(), 4)
    desk = Scanning(road.platform, store)
    with ThreadPoolExecutor(4) as people:
        asked = [people.submit(desk.record, part(batch, at), "tester") for at in range(0, len(batch), 7)]
        fates = [fate for one in asked for fate in one.result()]
    desk.close()
    store.close()
    again = [FATES[one] for one in record_all(road, batch, "tester", lambda more: None)]
    assert len(fates) == len(batch)
    assert set(again) <= {Fate.DUPLICATE} | (set(FATES) - set(QUIET))
    kept = sum(len(history(road, one)) for one in some)
    assert kept == len({row[:4] for row in zip(*batch[:4], strict=True)}) - sum(
        len(aside(road, one.number)) for one in some
    ) + sum(history(road, one).count("EMA") - 1 for one in some)
    assert {column(road, one, "carriage") for one in some} == {Carriage.DELIVERED}


def part(batch: Scans, at: int) -> Scans:
    return Scans(*(column[at : at + 7] for column in batch))


def test_what_the_post_lost_counts_as_lost(road: OpenRoad, parcels: Iterator[Scanned]) -> None:
    gone, seen = next(parcels), next(parcels)
    told(road, way(gone)[0], way(seen)[0])
    until = road.clock_at() + road.platform.road.behaviour.lost_after - DAY
    with road.store.unit() as unit:
        unit.roads.move_clock(until)
    assert told(road, (seen.number, "EMK", "moscow", until)) in ([Fate.MOVED], [Fate.NOTED])
    advance(road.platform, until + 3 * DAY)
    assert column(road, gone, "carriage") == Carriage.LOST
    assert column(road, seen, "carriage") == Carriage.IN_TRANSIT
    assert column(road, gone, "money") in (Money.REFUNDED, Money.NONE)


def seen(road: OpenRoad, parcel: Scanned, at: int) -> list[tuple[str, str, int, int, int, bool]]:
    """What left whole hours after a moment: start, end, the hours, those when it came there and to the office; -1 is
    not yet."""
    own = road.platform.road
    lanes, places = [lane.id for lane in own.lanes], list(own.places)
    seats = {office.id: office.place for office in own.offices.values()}
    found = transits(road.store.connection, 1, (lanes, places, seats), at, at + 30 * DAY, 9_999)
    name = column(road, parcel, "lane")
    every = zip(*(one.tolist() for one in found), strict=True)
    rows = sorted((row for row in every if (row[3] - at) % HOUR == 0), key=lambda row: row[3])
    assert {lanes[row[0]] for row in rows} <= {name}
    hours = [[-1 if moment < 0 else (moment - at) // HOUR for moment in row[3:6]] for row in rows]
    ends = [(places[row[1]], places[row[2]] if row[2] >= 0 else "") for row in rows]
    return [(*one, *three, row[6]) for one, three, row in zip(ends, hours, rows, strict=True)]


def test_departures_are_told_with_what_came_of_them(road: OpenRoad, parcel: Scanned) -> None:
    """Each place where it left, the next that scanned it, and its own office, by whatever was scanned there first."""
    n, at = parcel.number, parcel.dispatched_at + 777  # as no other's
    told(road, (n, "EMC", parcel.origin, at), (n, "EMC", parcel.origin, at + HOUR))
    assert seen(road, parcel, at) == [(parcel.origin, "", 0, -1, -1, True)]
    told(road, (n, "EMJ", "irkutsk", at + 40 * HOUR), (n, "EMK", "irkutsk", at + 60 * HOUR))
    on_the_way = [(parcel.origin, "irkutsk", 0, 40, -1, True), ("irkutsk", "", 60, -1, -1, True)]
    assert seen(road, parcel, at) == on_the_way
    told(road, (n, "EDB", parcel.office, at + 99 * HOUR), (n, "EDC", parcel.office, at + 120 * HOUR))
    there = [(parcel.origin, "irkutsk", 0, 40, 99, False), ("irkutsk", parcel.office, 60, 99, 99, False)]
    assert seen(road, parcel, at) == there
    assert seen(road, parcel, at + HOUR) == [("irkutsk", parcel.office, 59, 98, 98, False)]
