"""The fold of scans against a slow one in plain Python, and what it promises of order."""

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.journey.scanned import AT_THE_OFFICE, BEFORE_DEPARTURE, CODE, CODES, MEANS, RANK, tables
from tearoad.journey.stages import Border, Carriage
from tearoad.kernel import scan_fold as fold

APART = np.array([[0, 100, 200], [100, 0, 150], [200, 150, 0]], dtype=np.int64)
TABLES = tables(APART)
COLUMN = (
    *("BORDER", "CARRIAGE", "HOME", "DECLARED", "DISPATCHED", "ARRIVED", "LEFT", "DELIVERED", "MOVED", "ATTEMPTS"),
    *("LAST_AT", "LAST_PLACE", "RELEASED", "RETURNED", "CHANGED", "DOOR"),
)
TRAVELS = list(RANK)


def parcel(**known: int) -> list[int]:
    """At its hand-over at 1000, released, for the office at place 1."""
    start = {"BORDER": Border.RELEASED, "CARRIAGE": Carriage.DISPATCHED, "HOME": 1, "DISPATCHED": 1000}
    zero = {"DECLARED": 0, "ATTEMPTS": 0, "CHANGED": 0}
    return [int({**zero, **start, **known}.get(name, -1)) for name in COLUMN]


def folded(scans: list[tuple[str, int, int]], known: list[int] | None = None) -> tuple[list[int], dict[str, int]]:
    """Scans are (code, place, moment) of one parcel, in any order; the fates in that order, and the parcel after."""
    rows = np.array([known or parcel()], dtype=np.int64)
    order = sorted(range(len(scans)), key=lambda n: by_time(scans[n]))
    code, place, at = (np.array([column[n] for n in order], dtype=np.int64) for column in _columns(scans))
    sorted_ = fold.in_order(np.zeros(len(scans), np.int64), code, place, at, TABLES)
    assert sorted_.tolist() == list(range(len(scans)))
    told = fold.fold(np.zeros(len(scans), np.int64), code, place, at, rows, TABLES)
    fates = dict(zip(order, told.tolist(), strict=True))
    return [fates[n] for n in range(len(scans))], dict(zip(COLUMN, rows[0].tolist(), strict=True))


def by_time(scan: tuple[str, int, int]) -> tuple[int, int, int, int]:
    """Of one event, the one with a reason goes first."""
    name, place, at = scan
    return at, CODE[name[:3]], place, -CODE[name]


def _columns(scans: list[tuple[str, int, int]]) -> tuple[list[int], list[int], list[int]]:
    return [CODE[one[0]] for one in scans], [one[1] for one in scans], [one[2] for one in scans]


def slow(one: dict[str, int], name: str, place: int, at: int) -> int:
    """One scan by the words of the rules; `one` is changed."""
    rank = RANK.get(Carriage(one["CARRIAGE"]), 6)
    means = RANK.get(MEANS[name], 6) if name in MEANS else -1
    if one["DELIVERED"] >= 0 and at > one["DELIVERED"]:
        return fold.AFTER_DELIVERY
    returned = one["CARRIAGE"] == Carriage.RETURNED
    if one["DELIVERED"] < 0 and rank == 6 and not (returned and (name != "EMI" or place != one["DOOR"])):
        return fold.AFTER_THE_END
    if returned and one["DELIVERED"] < 0:
        return slow_on_the_way_back(one, name, place, at)
    if at < one["DISPATCHED"] and name not in BEFORE_DEPARTURE:
        return fold.BEFORE_DISPATCH
    if one["LAST_AT"] >= 0 and abs(at - one["LAST_AT"]) < APART[one["LAST_PLACE"]][place]:
        return fold.TWO_PLACES
    elsewhere = name in AT_THE_OFFICE and one["HOME"] not in (-1, place)
    later = at > max(one[of] for of in ("MOVED", "DISPATCHED", "ARRIVED", "LEFT", "DELIVERED"))
    target = int(TABLES.after[one["BORDER"], one["CARRIAGE"], CODE[name]])
    if not elsewhere and target == fold.BLOCKED:
        return fold.NOT_RELEASED
    if not elsewhere and later and -1 < means < rank:
        return fold.BACKWARDS
    if one["MOVED"] < 0 and rank < 6:
        one.update(MOVED=one["DISPATCHED"], CHANGED=1)
    if at >= one["LAST_AT"]:
        one.update(LAST_AT=at, LAST_PLACE=place)
    if elsewhere:
        return fold.WRONG_OFFICE
    return _takes(one, name, at, target, later, rank, means)


def slow_on_the_way_back(one: dict[str, int], name: str, place: int, at: int) -> int:
    if at < one["DISPATCHED"] and name not in BEFORE_DEPARTURE:
        return fold.BEFORE_DISPATCH
    if one["LAST_AT"] >= 0 and abs(at - one["LAST_AT"]) < APART[one["LAST_PLACE"]][place]:
        return fold.TWO_PLACES
    if at >= one["LAST_AT"]:
        one.update(LAST_AT=at, LAST_PLACE=place)
    return fold.NOTED if at > max(one[of] for of in ("MOVED", "DISPATCHED", "ARRIVED", "LEFT")) else fold.LATE


def _takes(one: dict[str, int], name: str, at: int, target: int, later: bool, rank: int, means: int) -> int:
    if not one["DECLARED"] and rank <= means:
        if name == "EME reason" and one["BORDER"] == Border.SELECTED:
            one.update(BORDER=int(Border.HELD), CHANGED=1)
        elif name == "EDC" and one["BORDER"] in (Border.SELECTED, Border.HELD):
            one.update(BORDER=int(Border.RELEASED), RELEASED=at, CHANGED=1)
    for event, column in (("EMD", "ARRIVED"), ("EMF", "LEFT")):
        if name == event and (one[column] < 0 or at < one[column]):
            one.update({column: at, "CHANGED": 1})
    moves = target >= 0 and (later or RANK.get(Carriage(target), 6) > rank)
    if moves:
        one.update(CARRIAGE=target, MOVED=max(at, one["MOVED"]), CHANGED=1)
        one["ATTEMPTS"] += target == Carriage.FAILED_ATTEMPT
        if target == Carriage.DELIVERED:
            one["DELIVERED"] = at
        elif target == Carriage.RETURNED:
            one["RETURNED"] = at
    if name == "EME":
        return fold.HOLD_WITHOUT_REASON
    return fold.MOVES if moves else fold.NOTED if later else fold.LATE


MOMENT = st.integers(900, 1600)
KNOWN = st.fixed_dictionaries(
    {
        "BORDER": st.sampled_from([Border.NOT_NEEDED, Border.SELECTED, Border.HELD, Border.RELEASED]),
        "CARRIAGE": st.sampled_from([*TRAVELS[1:], Carriage.RETURNED, Carriage.LOST]),
        "HOME": st.sampled_from([-1, 1]),
        "DECLARED": st.sampled_from([0, 1]),
        "ARRIVED": st.sampled_from([-1, 1100]),
        "DOOR": st.sampled_from([-1, 2]),
        "MOVED": st.one_of(st.just(-1), MOMENT),
        "LAST_AT": st.one_of(st.just(-1), MOMENT),
    }
)


@given(KNOWN, st.lists(st.tuples(st.sampled_from(CODES), st.integers(0, 2), MOMENT), max_size=12))
def test_it_judges_as_the_slow_one(known: dict[str, Any], scans: list[tuple[str, int, int]]) -> None:
    known["LAST_PLACE"] = 1 if known["LAST_AT"] >= 0 else -1
    start = parcel(**{name: int(value) for name, value in known.items()})
    fates, after = folded(scans, start)
    one, expected, before = dict(zip(COLUMN, start, strict=True)), {}, None
    for n in sorted(range(len(scans)), key=lambda n: by_time(scans[n])):
        name, place, at = scans[n]
        if before and (before[0][:3], before[2]) == (name[:3], at):
            expected[n] = fold.DUPLICATE if before[1] == place else fold.TWO_PLACES
        else:
            expected[n] = slow(one, name, place, at)
        before = scans[n]
    assert fates == [expected[n] for n in range(len(scans))]
    assert after == one


WAY = [("EMC", 0, 2000), ("EMD", 1, 3000), ("EMF", 1, 4000), ("EDG", 2, 5000), ("EMH", 2, 6000), ("EDG", 2, 7000)]


@pytest.mark.parametrize("whole", [WAY, [*WAY[:-1], ("EMI", 2, 7000)]])
def test_the_order_in_which_scans_come_does_not_matter(whole: list[tuple[str, int, int]]) -> None:
    _, expected = folded(whole)
    count = 0
    for order in permutations(whole):
        known = parcel()
        for scan in order:
            (fate,), after = folded([scan], known)
            assert fate in (fold.MOVES, fold.NOTED, fold.LATE), (order, scan, fate)
            known = [after[name] for name in COLUMN]
        same = dict(zip(COLUMN, known, strict=True))
        assert {**same, "ATTEMPTS": 0} == {**expected, "ATTEMPTS": 0}, order
        count += 1
    assert count == 720


@pytest.mark.parametrize(
    ("scans", "fate"),
    [
        ([("EMD", 1, 2000), ("EMD", 1, 2000)], fold.DUPLICATE),
        ([("EMD", 1, 2000), ("EMD", 2, 2000)], fold.TWO_PLACES),
        ([("EMD", 1, 2000), ("EDD", 2, 2100)], fold.TWO_PLACES),
        ([("EMI", 2, 900)], fold.BEFORE_DISPATCH),
        ([("EMI", 2, 2000), ("EDG", 2, 3000)], fold.AFTER_DELIVERY),
        ([("EDG", 2, 2000), ("EMC", 0, 3000)], fold.BACKWARDS),
        ([("EMD", 2, 2000)], fold.WRONG_OFFICE),
        ([("EMD", 1, 2000), ("EME", 1, 2500)], fold.HOLD_WITHOUT_REASON),
        ([("EME reason", 1, 2500), ("EME", 1, 2500)], fold.DUPLICATE),
    ],
)
def test_what_contradicts_is_named(scans: list[tuple[str, int, int]], fate: int) -> None:
    assert folded(scans)[0][-1] == fate


def test_what_goes_back_is_noted_on_its_way() -> None:
    sent_back = parcel(CARRIAGE=Carriage.RETURNED, MOVED=2000, LAST_AT=2000, LAST_PLACE=2, DOOR=2)
    home = [("EMC", 1, 3000), ("EMD", 0, 4000), ("EMI", 0, 5000)]
    fates, after = folded([*home, ("EDD", 2, 1500), ("EMI", 2, 2500)], sent_back)
    assert fates == [fold.NOTED] * 3 + [fold.LATE, fold.AFTER_THE_END]
    assert (after["CARRIAGE"], after["CHANGED"]) == (Carriage.RETURNED, 0)
    lost = parcel(CARRIAGE=Carriage.LOST, MOVED=2000)
    assert folded(home, lost)[0] == [fold.AFTER_THE_END] * 3


def test_at_a_collection_point_a_parcel_waits_and_may_be_sent_out_again() -> None:
    fates, after = folded([("EDH", 2, 3000), ("EDG", 2, 4000), ("EMH", 2, 5000), ("EDF", 2, 6000)])
    assert (fates, after["CARRIAGE"], after["ATTEMPTS"]) == ([fold.MOVES] * 4, Carriage.COLLECTABLE, 1)
    assert folded([("EMI", 2, 7000)], [after[name] for name in COLUMN])[1]["DELIVERED"] == 7000


def test_nothing_goes_out_before_the_border_released_it() -> None:
    held = parcel(BORDER=Border.SELECTED, CARRIAGE=Carriage.AT_OFFICE)
    fates, after = folded([("EDG", 2, 3000)], held)
    assert (fates, after["CARRIAGE"]) == ([fold.NOT_RELEASED], Carriage.AT_OFFICE)
    fates, after = folded([("EME reason", 1, 2000), ("EDC", 1, 2500), ("EDG", 2, 3000)], held)
    assert (after["BORDER"], after["RELEASED"], after["CARRIAGE"]) == (Border.RELEASED, 2500, Carriage.OUT_FOR_DELIVERY)
    declared = parcel(BORDER=Border.SELECTED, CARRIAGE=Carriage.AT_OFFICE, DECLARED=1)
    assert folded([("EDC", 1, 2500), ("EDG", 2, 3000)], declared)[0] == [fold.NOTED, fold.NOT_RELEASED]
