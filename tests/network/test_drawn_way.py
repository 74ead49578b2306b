"""Where lanes run on a map: leg after leg, and a through train along the towns of its line."""

import itertools

from tearoad.boot.timetable import own_book, own_road, own_ways
from tearoad.network.drawn_way import Piece, drawn_ways


def test_every_lane_runs_from_its_origin_to_its_office_without_a_gap() -> None:
    road = own_road()
    ways = own_ways()
    assert set(ways) == {lane.id for lane in road.lanes if lane.office}
    for lane in road.lanes:
        if lane.office:
            way = ways[lane.id]
            assert (way[0].start, way[-1].end) == (lane.origin, road.end_of(lane))
            assert all(one.end == two.start for one, two in itertools.pairwise(way))
            assert lane.border in {way[0].start, *(piece.end for piece in way)}


def test_a_through_train_stops_nowhere_and_passes_the_towns_of_its_line() -> None:
    way = own_ways()["rail-yiwu-moscow"]
    assert {piece.mode for piece in way} == {"rail"}
    passed = [piece.end for piece in way]
    assert passed == sorted(passed, key=["harbin", "manzhouli", "zabaykalsk", "irkutsk", "krasnoyarsk", "novosibirsk",
                                         "yekaterinburg", "kazan", "moscow"].index)  # fmt: skip
    assert {"irkutsk", "novosibirsk", "yekaterinburg"} <= set(passed)


def test_ships_and_planes_go_straight_and_modes_change_on_the_way() -> None:
    ways = own_ways()
    assert ways["air-yiwu-moscow"] == (Piece("air", "yiwu", "moscow"),)
    assert [piece.mode for piece in ways["sea-yiwu-novosibirsk"]][:2] == ["sea", "rail"]


def test_a_lane_that_nobody_told_in_legs_goes_by_its_own_places() -> None:
    road = own_road()
    ways = drawn_ways(road, own_book(), {})
    lane = next(lane for lane in road.lanes if lane.via)
    assert [piece.end for piece in ways[lane.id]] == [*lane.via, road.end_of(lane)]
    assert {piece.mode for piece in ways[lane.id]} == {lane.mode}
