"""Parcels are sorted into receptacles, dispatches are closed, receptacles are scanned: nothing is lost on the way."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
import pytest

from tearoad.boot.chart import own_chart
from tearoad.boot.dispatch_papers import advised, as_json, as_text, printed, received
from tearoad.boot.dispatching import Dispatching
from tearoad.boot.road import OpenRoad, drop_data_base, fresh_data_base, open_road
from tearoad.cli.bench_scans import handed_over
from tearoad.journey.stages import Carriage
from tearoad.operations.advance import advance
from tearoad.operations.dispatch_ports import SETTLED_AS, Closing, DispatchRow, Irregular, Settlement, Sorting
from tearoad.operations.record_scans import record_scans
from tearoad.operations.scan_ports import Fate, Scans
from tearoad.operations.scan_receptacles import Told, Verdict
from tearoad.operations.settle_irregularity import Settling
from tearoad.store.pool import PooledStore
from tearoad.terms.days import DAY, HOUR
from tearoad.wire.upu.document import read_message
from tearoad.wire.upu.text import read_text

ORDERS = 400
PARCELS = """
SELECT s10, origin, lane, office FROM consignment WHERE office IS NOT NULL AND carriage = 3 AND lane = ANY (%s)
ORDER BY weight_grams, s10
"""


@pytest.fixture(scope="module")
def road(server_url: str) -> Iterator[OpenRoad]:
    """Its parcels wait for the post: nothing of them is due for years."""
    name = "tearoad_test_dispatches"
    drop_data_base(server_url, name)
    with open_road(fresh_data_base(server_url, name)) as opened:
        handed_over(opened, ORDERS)
        with opened.store.unit() as unit:
            unit.roads.move_clock(opened.clock_at() + 20 * DAY)
        opened.store.connection.execute("UPDATE consignment SET due_at = greatest(due_at, now() + interval '9 years')")
        yield opened
        assert opened.check() == []
    drop_data_base(server_url, name)


@pytest.fixture(scope="module")
def post(road: OpenRoad) -> Iterator[Dispatching]:
    store = PooledStore(road.url, own_chart(), 4)
    yield Dispatching(road.platform, store)
    store.close()


def waiting(road: OpenRoad, lane: str) -> list[str]:
    found = [row[0] for row in road.store.connection.execute(PARCELS, [[lane]]).fetchall()]
    assert len(found) >= 3, f"{lane}: the demo has too few parcels for this test"
    return found


def one(road: OpenRoad, sql: str, *values: object) -> Any:
    row = road.store.connection.execute(sql, list(values)).fetchone()
    return row[0] if row else None


def carriage(road: OpenRoad, number: str) -> int:
    return int(one(road, "SELECT carriage FROM consignment WHERE s10 = %s", number))


@pytest.fixture(scope="module")
def lanes(road: OpenRoad) -> list[str]:
    sql = """
        SELECT lane FROM consignment WHERE office IS NOT NULL AND carriage = 3 GROUP BY lane HAVING count(*) >= 4
        ORDER BY count(*) DESC, lane
    """
    return [row[0] for row in road.store.connection.execute(sql).fetchall()]


def closed(post: Dispatching, lane: str, key: str) -> DispatchRow:
    found = post.close(lane, key, "olga")
    assert isinstance(found, DispatchRow), found
    return found


def test_each_number_has_its_verdict(road: OpenRoad, post: Dispatching, lanes: list[str]) -> None:
    lane, way = lanes[0], post.ways[lanes[0]]
    first, second, third, *_ = waiting(road, lane)
    other = next(name for name in post.ways.values() if name.origin != way.origin)
    at_home = one(road, "SELECT s10 FROM consignment WHERE office IS NULL AND s10 IS NOT NULL LIMIT 1")
    elsewhere = road.store.connection.execute(PARCELS, [[x for x in lanes if post.ways[x].origin != way.origin]])
    (abroad, *_) = elsewhere.fetchone() or ("",)
    numbers = [first, first, "RA473124829CN", "RA473124828CN", "", "x" * 200, at_home, abroad]
    assert post.sort(numbers, way.origin) == [
        Sorting.SORTED, Sorting.THERE, Sorting.UNKNOWN_PARCEL, Sorting.BAD_NUMBER, Sorting.BAD_NUMBER,
        Sorting.BAD_NUMBER, Sorting.STAYS, Sorting.WRONG_OFFICE,
    ]  # fmt: skip
    assert post.sort([first], way.origin) == [Sorting.THERE]
    assert post.sort([second], other.origin) == [Sorting.WRONG_OFFICE]
    insert = """
        INSERT INTO scan (cell_id, consignment_id, event, place, at)
        SELECT 1, consignment_id, %s, origin, dispatched_at + %s * interval '1 hour' FROM consignment WHERE s10 = %s
    """
    road.store.connection.execute(insert, ["EXB", 1, third])
    assert post.sort([third], way.origin) == [Sorting.NOT_CLEARED]
    road.store.connection.execute(insert, ["EXC", 2, third])
    assert post.sort([third], way.origin) == [Sorting.SORTED]
    found = {row.lane: row for row in post.open({way.origin})}[lane]
    assert (found.receptacles, found.items) == (1, 2)


def test_a_dispatch_is_closed_once_and_advised(road: OpenRoad, post: Dispatching, lanes: list[str]) -> None:
    lane = lanes[0]
    way, numbers = post.ways[lane], waiting(road, lane)
    post.sort(numbers, way.origin)
    row = closed(post, lane, "first")
    assert closed(post, lane, "first") == row
    assert post.close(lanes[1], "first", "olga") is Closing.OTHER_LANE
    assert post.close(lane, "second", "olga") is Closing.EMPTY
    assert post.close("no such lane", "third", "olga") is Closing.UNKNOWN_LANE
    assert post.sort(numbers[:1], way.origin) == [Sorting.IN_CLOSED]
    assert (row.s8[:15], row.serial, row.items, row.closed_by) == (f"{way.line}", 1, len(numbers), "olga")
    whole = post.whole(row.s8, None)
    assert whole
    assert [item.number for item in whole.items if item.s9 == whole.receptacles[0].s9] == sorted(
        item.number for item in whole.items if item.s9 == whole.receptacles[0].s9
    )
    message = advised(whole)
    assert read_message(as_json(message)) == message
    assert read_text(as_text(message)) == [message]
    assert [one.number for one in whole.receptacles] == list(range(1, row.receptacles + 1))
    assert sum(one.weight_grams for one in whole.receptacles) == row.weight_grams
    assert received(whole) is None
    assert post.whole(row.s8, {"vladivostok"}) is None
    assert post.whole("x", None) is None
    assert road.check() == []


def test_receptacles_are_filled_to_their_limit(road: OpenRoad, lanes: list[str]) -> None:
    lane = lanes[1]
    exchange = replace(road.platform.mail_ways.exchange, weight_limit_grams=1, most_items=2)
    store = PooledStore(road.url, own_chart(), 1)
    post = Dispatching(replace(road.platform, mail_ways=replace(road.platform.mail_ways, exchange=exchange)), store)
    numbers = waiting(road, lane)[:3]
    heavy = "UPDATE consignment SET weight_grams = 2000000 WHERE s10 = %s"
    road.store.connection.execute(heavy, numbers[:1])
    assert post.sort(numbers, post.ways[lane].origin) == [Sorting.SORTED] * 3
    row = closed(post, lane, "heavy ones")
    whole = post.whole(row.s8, None)
    store.close()
    assert whole
    assert (whole.receptacles[0].weight_grams, whole.receptacles[0].s9[-4:]) == (2_000_000, "9999")
    for kind in ("receptacle", "dispatch"):
        printed(whole, kind, road.platform.road, "zh", out := BytesIO())
        assert out.getvalue().startswith(b"%PDF")
    assert (row.receptacles, row.items) == (3, 3)
    flags = road.store.connection.execute(
        "SELECT substr(s9, 23, 2) FROM receptacle WHERE dispatch_id = %s ORDER BY number",
        [row.dispatch_id],
    ).fetchall()
    assert [flag for (flag,) in flags] == ["10", "20", "31"]


def test_two_who_sort_and_close_at_once(road: OpenRoad, post: Dispatching, lanes: list[str]) -> None:
    lane = lanes[2]
    origin, numbers = post.ways[lane].origin, waiting(road, lane)
    with ThreadPoolExecutor(3) as hands:
        told = [hands.submit(post.sort, numbers, origin) for _ in range(2)]
        keys = [hands.submit(post.close, lane, f"both {at}", "olga") for at in range(2)]
        verdicts = list(zip(*(one.result() for one in told), strict=True))
    assert all(pair.count(Sorting.SORTED) == 1 for pair in verdicts)
    rows = [one.result() for one in keys] + [post.close(lane, "the rest", "olga")]
    assert sum(row.items for row in rows if isinstance(row, DispatchRow)) == len(numbers)
    assert road.check() == []


def test_what_is_told_of_receptacles_is_told_of_parcels(road: OpenRoad, post: Dispatching, lanes: list[str]) -> None:
    lane = lanes[3]
    way, (first, second, third, *rest) = post.ways[lane], waiting(road, lane)
    post.sort([first, second, third], way.origin)
    row = closed(post, lane, "travels")
    now = post.now()
    whole = post.whole(row.s8, None)
    assert whole
    (bag,) = whole.receptacles
    with road.store.unit() as unit:
        unit.roads.move_clock(now + 9 * DAY)
    gone, come = now + HOUR, now + 6 * DAY

    def scan(event: str, place: str, at: int, name: str = row.s8, found: list[str] | None = None) -> Verdict:
        (answer,) = post.scan([Told(name, event, place, at, found)], "tester")
        return answer.verdict

    assert scan("departed", way.destination, gone) is Verdict.WRONG_PLACE
    assert scan("departed", way.origin, now - DAY) is Verdict.BEFORE
    assert scan("departed", way.origin, now + 10 * DAY) is Verdict.CLOCK_AHEAD
    assert scan("departed", way.origin, 5) is Verdict.BAD_MOMENT
    assert scan("lost", way.origin, gone) is Verdict.UNKNOWN_EVENT
    assert scan("departed", way.origin, gone, "no such") is Verdict.UNKNOWN
    assert scan("departed", way.origin, gone, row.s8, [first]) is Verdict.ONE_BY_ONE
    (answer,) = post.scan([Told(row.s8, "departed", way.origin, gone)], "tester")
    assert (answer.verdict, answer.receptacles, answer.fates) == (Verdict.DONE, 1, {Fate.MOVED: 3})
    assert {carriage(road, number) for number in (first, second, third)} == {Carriage.IN_TRANSIT}
    assert scan("departed", way.origin, gone) is Verdict.KNOWN
    assert scan("arrived", way.destination, gone - 1) is Verdict.BEFORE
    assert scan("arrived", way.destination, come, bag.s9) is Verdict.DONE
    assert carriage(road, first) == Carriage.IN_TRANSIT, "nobody saw the parcel itself"
    found = [first, second, *rest[:1], "RA473124828CN"]
    (answer,) = post.scan([Told(bag.s9, "opened", way.destination, come + HOUR, found)], "tester")
    assert (answer.missing, answer.surplus) == ((third,), (*rest[:1], "RA473124828CN"))
    assert sum(answer.fates.values()) == len(found)
    assert carriage(road, first) == Carriage.AT_OFFICE
    assert carriage(road, third) == Carriage.IN_TRANSIT
    assert scan("opened", way.destination, come + HOUR, bag.s9, found) is Verdict.KNOWN
    whole = post.whole(row.s8, {way.destination})
    assert whole
    assert (whole.listed.opened, whole.listed.lying, whole.listed.irregular) == (1, 0, 3 if rest else 2)
    message = received(whole)
    assert message
    assert read_message(as_json(message)) == message
    assert read_text(as_text(message)) == [message]
    settles(road, post, bag.s9, third)
    assert road.check() == []


def settles(road: OpenRoad, post: Dispatching, s9: str, missing: str) -> None:
    """Once, as its kind may end, and it stays so; the parcel itself is left alone."""
    before, wrong = carriage(road, missing), "RA473124828CN"
    assert post.settle(s9, missing, Settlement.SENT_ON, "ivan") is Settling.UNFIT
    assert post.settle(s9, missing, Settlement.LOST, "ivan") is Settling.SETTLED
    assert post.settle(s9, missing, Settlement.LOST, "olga") is Settling.KNOWN
    assert post.settle(s9, missing, Settlement.FOUND, "olga") is Settling.OTHERWISE
    assert post.settle(s9, wrong, Settlement.FOUND, "ivan") is Settling.UNFIT
    assert post.settle(s9, "RA473124829CN", Settlement.FOUND, "ivan") is Settling.UNKNOWN
    assert post.settle("no receptacle", missing, Settlement.FOUND, "ivan") is Settling.UNKNOWN
    whole = post.whole(s9[:20], None)
    assert whole
    of = {one.number: one for one in whole.irregular}
    assert (of[missing].settled, of[missing].settled_by) == ("lost", "ivan")
    assert of[missing].settled_at == post.now()
    assert (of[wrong].settled, of[wrong].settled_by, of[wrong].settled_at) == ("", "", -1)
    assert whole.listed.irregular == len(of) - 1
    assert carriage(road, missing) == before


def test_two_who_settle_at_once_do_so_once(road: OpenRoad, post: Dispatching) -> None:
    (s9, number) = next(
        road.store.connection.execute(
            "SELECT r.s9, x.number FROM receptacle_irregularity x JOIN receptacle r USING (cell_id, receptacle_id) "
            "WHERE x.kind = 'surplus' AND x.settled IS NULL"
        )
    )
    ways = (Settlement.SENT_ON, Settlement.MISREAD)
    with ThreadPoolExecutor(2) as hands:
        told = [one.result() for one in [hands.submit(post.settle, s9, number, how, "olga") for how in ways]]
    assert sorted(told) == [Settling.SETTLED, Settling.OTHERWISE]


def test_every_kind_may_end_somehow() -> None:
    assert set(SETTLED_AS) == set(Irregular)
    assert {how for ends in SETTLED_AS.values() for how in ends} == set(Settlement)


def test_played_parcels_travel_with_what_the_post_has_sorted(
    road: OpenRoad, post: Dispatching, lanes: list[str]
) -> None:
    lane = lanes[4]
    way, numbers = post.ways[lane], waiting(road, lane)
    scanned, before, *_ = numbers
    moved = [scanned, *numbers[1:]]
    assert set(post.sort(numbers[:2], way.origin)) == {Sorting.SORTED}
    road.store.connection.execute("UPDATE consignment SET moved_at = dispatched_at, due = 10 WHERE s10 = %s", [scanned])
    leaves = (post.now() // DAY + 2) * DAY
    sql = "UPDATE consignment SET due_at = to_timestamp(%s) WHERE s10 = ANY (%s) AND moved_at IS NULL"
    road.store.connection.execute(sql, [leaves, moved])
    advance(road.platform, leaves + DAY)
    assert carriage(road, before) == Carriage.IN_TRANSIT
    assert carriage(road, scanned) == Carriage.DISPATCHED, "its scans alone move it"
    (listed,) = [row for row in post.page(None, "", 50).rows if row.row.lane == lane]
    assert (listed.row.items, listed.departed) == (len(numbers) - 1, listed.row.receptacles)
    assert post.sort([scanned], way.origin) == [Sorting.SORTED]
    assert road.check() == []


def played_away(road: OpenRoad, post: Dispatching, numbers: list[str]) -> None:
    """They leave by the timetable, two days from now."""
    leaves = (post.now() // DAY + 2) * DAY
    sql = "UPDATE consignment SET due_at = to_timestamp(%s) WHERE s10 = ANY (%s)"
    road.store.connection.execute(sql, [leaves, numbers])
    advance(road.platform, leaves + DAY)
    assert {carriage(road, number) for number in numbers} == {Carriage.IN_TRANSIT}
    assert road.check() == []


def test_what_was_closed_by_hand_leaves_by_the_timetable_too(
    road: OpenRoad, post: Dispatching, lanes: list[str]
) -> None:
    lane = lanes[5]
    numbers = waiting(road, lane)
    post.sort(numbers[:2], post.ways[lane].origin)
    row = closed(post, lane, "by hand")
    played_away(road, post, numbers)
    whole = post.whole(row.s8, None)
    assert whole
    assert whole.listed.departed == row.receptacles
    other = [one.row for one in post.page(None, "", 100).rows if one.row.lane == lane and one.row.s8 != row.s8]
    assert [(one.serial, one.items) for one in other] == [(2, len(numbers) - 2)]


def test_more_than_a_dispatch_holds_leaves_in_several(
    road: OpenRoad, post: Dispatching, lanes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tearoad.operations.sort_parcels.MOST_RECEPTACLES", 1)
    lane = lanes[6]
    numbers = waiting(road, lane)
    tight = replace(road.platform.mail_ways, exchange=replace(road.platform.mail_ways.exchange, most_items=2))
    narrow = replace(road, platform=replace(road.platform, mail_ways=tight))
    assert Dispatching(narrow.platform, post.store).sort(numbers, post.ways[lane].origin)[2:] == [
        Sorting.FULL for _ in numbers[2:]
    ]
    played_away(narrow, post, numbers)
    rows = [one.row for one in post.page(None, "", 100).rows if one.row.lane == lane]
    assert sum(row.items for row in rows) == len(numbers)
    assert all(row.receptacles == 1 and row.items <= 2 for row in rows)
    assert {row.serial for row in rows} == set(range(1, len(rows) + 1))


def test_what_was_seen_to_have_left_is_not_advised(road: OpenRoad, post: Dispatching, lanes: list[str]) -> None:
    lane = lanes[7]
    way, (first, second, *_) = post.ways[lane], waiting(road, lane)
    post.sort([first, second], way.origin)
    scans = Scans([first], ["EMC"], [way.origin], np.array([post.now()]), [""])
    record_scans(road.platform, road.store, post.ground, scans, "tester")
    assert post.sort([first], way.origin) == [Sorting.DEPARTED]
    row = closed(post, lane, "the rest")
    whole = post.whole(row.s8, None)
    assert whole
    assert [item.number for item in whole.items] == [second]
    assert road.check() == []
