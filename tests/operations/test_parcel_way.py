"""A parcel's own road: its scans speak where they are, between them the clock does."""

import pytest

from tearoad.boot.timetable import own_road, own_ways
from tearoad.journey.stages import Carriage
from tearoad.operations.buyer_view import ParcelWay, ScanView
from tearoad.operations.parcel_way import ALMOST, Travel, parcel_way
from tearoad.terms.days import DAY, HOUR

ROAD, WAYS = own_road(), own_ways()
LANES = {lane.id: lane for lane in ROAD.lanes}
RAIL = LANES["rail-yiwu-moscow"]
LOCAL = next(lane for lane in ROAD.lanes if lane.office is None)
SENT = 20_000 * DAY
USUAL = RAIL.transit_p50 + RAIL.headway // 2


def way(
    carriage: Carriage, now: int, *scans: tuple[str, str, int], to: str = "kazan", lane: str = RAIL.id
) -> ParcelWay:
    views = tuple(ScanView(event, place, at, None) for event, place, at in scans)
    delivered = next((at for event, _, at in scans if event == "EMI"), None)
    sent = None if carriage == Carriage.NONE else SENT
    return parcel_way(ROAD, LANES[lane], WAYS.get(lane, ()), Travel(carriage, to, sent, delivered, views), now)


def test_kinds_of_places_in_their_order() -> None:
    found = way(Carriage.NONE, SENT)
    kinds = [(stop.place, stop.kind) for stop in found.stops if stop.kind != "town"]
    assert kinds == [("yiwu", "origin"), ("zabaykalsk", "border"), ("moscow", "office"), ("kazan", "destination")]
    assert [stop.mode for stop in found.stops][0 :: len(found.stops) - 1] == ["", "local"]
    assert (found.leg, found.share) == (0, 0.0)
    assert all(stop.about is None and stop.at is None for stop in found.stops), "nobody has handed it over"


@pytest.mark.parametrize("days", [0, 3, 7, 13])
def test_on_the_lane_the_clock_moves_it_forward(days: int) -> None:
    now = SENT + days * DAY
    found, later = way(Carriage.IN_TRANSIT, now, ("EMA", "yiwu", SENT)), way(Carriage.IN_TRANSIT, now + DAY)
    assert (found.leg, found.share) <= (later.leg, later.share)
    assert found.stops[0].at == SENT
    for at, stop in enumerate(found.stops):
        assert stop.passed == (at <= found.leg)
        assert stop.about is None or (stop.about <= now) == stop.passed
    office = next(stop for stop in found.stops if stop.kind == "office")
    assert office.about == SENT + USUAL


def test_without_a_scan_of_its_office_it_is_almost_there_and_nobody_says_when() -> None:
    found = way(Carriage.IN_TRANSIT, SENT + 100 * DAY)
    office = next(at for at, stop in enumerate(found.stops) if stop.kind == "office")
    assert (found.leg, found.stops[office].passed, found.stops[office].about) == (office - 1, False, None)
    assert 0 < found.share < 1
    assert ALMOST < 1


def test_a_scan_on_the_way_moves_it_there_however_early() -> None:
    found = way(Carriage.IN_TRANSIT, SENT + HOUR, ("EMA", "yiwu", SENT), ("EMJ", "irkutsk", SENT + HOUR))
    irkutsk = next(at for at, stop in enumerate(found.stops) if stop.place == "irkutsk")
    assert found.leg == irkutsk
    assert found.stops[irkutsk].at == SENT + HOUR


def test_at_the_office_on_to_the_door_and_at_the_end() -> None:
    arrived = ("EMD", "moscow", SENT + 9 * DAY)
    there = way(Carriage.AT_OFFICE, SENT + 10 * DAY, arrived)
    office = next(at for at, stop in enumerate(there.stops) if stop.kind == "office")
    assert (there.leg + 1, there.share, there.stops[office].at) == (office, 1.0, arrived[2])
    assert not there.stops[-1].passed
    out = way(Carriage.OUT_FOR_DELIVERY, SENT + 11 * DAY, arrived)
    assert (out.leg, out.share) == (office, 0.5)
    done = way(Carriage.DELIVERED, SENT + 12 * DAY, arrived, ("EMI", "kazan", SENT + 12 * DAY))
    assert (done.leg + 2, done.share, done.stops[-1].at) == (len(done.stops), 1.0, SENT + 12 * DAY)
    assert all(stop.passed for stop in done.stops)


def test_the_offices_own_town_has_no_last_leg() -> None:
    found = way(Carriage.OUT_FOR_DELIVERY, SENT + 11 * DAY, ("EMD", "moscow", SENT + 9 * DAY), to="moscow")
    assert (found.stops[-1].kind, found.leg + 2, found.share) == ("office", len(found.stops), 1.0)


@pytest.mark.parametrize("carriage", list(Carriage))
@pytest.mark.parametrize("away", [False, True])
def test_local_goods_in_every_state(carriage: Carriage, away: bool) -> None:
    home = ROAD.end_of(LOCAL)
    to = next(place for start, place in ROAD.last_miles if start == home and place != home) if away else home
    found = way(carriage, SENT + DAY, to=to, lane=LOCAL.id)
    assert len(found.stops) == 1 + away
    assert 0 <= found.leg <= max(len(found.stops) - 2, 0)
    assert 0 <= found.share <= 1
    assert found.stops[-1].kind == "destination"


def test_what_is_lost_stays_where_it_was_seen_last() -> None:
    found = way(Carriage.LOST, SENT + 80 * DAY, ("EMA", "yiwu", SENT), ("EMJ", "harbin", SENT + 4 * DAY))
    assert (found.stops[found.leg + 1].place, found.share) == ("harbin", 1.0)
