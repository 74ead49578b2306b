"""Selection: the capacity holds but for rules, every place is used, and nothing hangs on the order of the items."""

from datetime import date
from typing import NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tearoad.customs.risk.rules import CHANNELS, NO_RULE, Rule
from tearoad.customs.risk.select import BY_LOT, BY_MODEL, BY_RULE, INSPECTED, NOBODY, OPEN, Selection, select

RULES = tuple(
    Rule(channel, date(2020, 1, 1), date(2021, 1, 1), "*", channel, {}, {}, "assumed") for channel in CHANNELS
)


class Asked(NamedTuple):
    office: np.ndarray
    day: np.ndarray
    item: np.ndarray
    score: np.ndarray
    rule: np.ndarray
    capacity: np.ndarray

    def take(self, rows: np.ndarray) -> "Asked":
        return Asked(*(column[rows] for column in self))


def chosen(asked: Asked, share: float, seed: int = 1) -> Selection:
    return select(*asked[:5], RULES, asked.capacity, share, seed)


@st.composite
def days(draw: st.DrawFn) -> Asked:
    count = draw(st.integers(0, 40))
    luck = np.random.default_rng(draw(st.integers(0, 2**32)))
    office, day = luck.integers(0, 2, count), luck.integers(0, 2, count)
    most = np.array([[draw(st.integers(0, 12)) for _ in range(2)] for _ in range(2)])
    rule = np.where(luck.random(count) < draw(st.floats(0, 1)), luck.integers(0, len(RULES), count), NO_RULE)
    item = luck.permutation(np.arange(count)).astype(np.uint64) * np.uint64(7_919)
    return Asked(office, day, item, luck.integers(0, 5, count).astype(float), rule, most[office, day])


SHARES = st.floats(0, 1)


@given(days(), SHARES)
def test_the_capacity_holds_and_is_used(asked: Asked, share: float) -> None:
    found = chosen(asked, share)
    for office, day in {(int(one), int(other)) for one, other in zip(asked.office, asked.day, strict=True)}:
        own = (asked.office == office) & (asked.day == day)
        (group,) = set(found.group[own].tolist())
        most = int(asked.capacity[own][0])
        by_rule = int((own & (asked.rule >= INSPECTED)).sum())  # a rule's place is that of its channel
        inspected = int((own & (found.channel >= INSPECTED)).sum())
        assert inspected == found.inspections[group] == max(by_rule, min(most, int(own.sum())))
        assert found.overflow[group] == max(by_rule - most, 0)
        by_lot = int((own & (found.by == BY_LOT)).sum())
        left = min(max(most - by_rule, 0), int((own & (asked.rule < INSPECTED)).sum()))
        assert by_lot >= min(np.floor(max(most - by_rule, 0) * share), left)
        nobody_is_free = not (own & (found.by == NOBODY)).any()
        assert by_lot <= np.ceil(max(most - by_rule, 0) * share) or nobody_is_free


@given(days(), SHARES)
def test_who_decided(asked: Asked, share: float) -> None:
    found = chosen(asked, share)
    ruled = asked.rule != NO_RULE
    assert (found.by[ruled & (found.by != BY_LOT)] == BY_RULE).all()
    assert (found.rule == np.where(found.by == BY_RULE, asked.rule, NO_RULE)).all()
    assert (found.channel[found.by == BY_RULE] == asked.rule[found.by == BY_RULE]).all()
    assert not ruled[found.by == BY_MODEL].any()
    assert (found.channel[np.isin(found.by, (BY_MODEL, BY_LOT))] == OPEN).all()
    assert (found.channel[found.by == NOBODY] == 0).all()


@given(days())
def test_without_a_lot_nobody_who_was_passed_over_has_a_higher_score(asked: Asked) -> None:
    found = chosen(asked, 0.0)
    for group in set(found.group.tolist()):
        free = (found.group == group) & (asked.rule == NO_RULE)
        taken, left = asked.score[free & (found.by == BY_MODEL)], asked.score[free & (found.by == NOBODY)]
        assert not len(taken) or not len(left) or taken.min() >= left.max()


@given(days(), SHARES, st.integers(0, 2**32))
def test_the_lot_does_not_look_at_scores(asked: Asked, share: float, seed: int) -> None:
    other = asked._replace(score=np.random.default_rng(seed).permutation(asked.score))
    assert ((chosen(asked, share).by == BY_LOT) == (chosen(other, share).by == BY_LOT)).all()


@given(days(), SHARES, st.integers(0, 2**32))
def test_the_order_of_items_does_not_matter(asked: Asked, share: float, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(asked.item))
    plain, mixed = chosen(asked, share), chosen(asked.take(order), share)
    assert (plain.channel[order] == mixed.channel).all()
    assert (plain.by[order] == mixed.by).all()


def test_the_lot_explores_also_where_the_capacity_is_small() -> None:
    """Two inspections a day, a tenth by lot: less than one a day, and yet some over the days."""
    day = np.repeat(np.arange(500), 10)
    none = np.zeros(len(day), dtype=np.int64)
    asked = Asked(none, day, np.arange(len(day), dtype=np.uint64), np.tile(np.arange(10.0), 500), none - 1, none + 2)
    found = chosen(asked, 0.1)
    drawn = int((found.by == BY_LOT).sum())
    assert 60 < drawn < 140  # expected 100, of 500 draws
    assert len(set(asked.score[found.by == BY_LOT].tolist())) > 5
    assert (chosen(asked, 0.1, seed=2).by != found.by).any()


def test_the_lot_falls_evenly_on_high_scores_and_low_ones() -> None:
    """One of ten items a day, over 5,000 days: 500 expected of each rank, with a standard deviation of 21."""
    day = np.repeat(np.arange(5_000), 10)
    none = np.zeros(len(day), dtype=np.int64)
    rank = np.tile(np.arange(10), 5_000)
    asked = Asked(none, day, np.arange(len(day), dtype=np.uint64), rank.astype(float), none - 1, none + 2)
    drawn = np.bincount(rank[chosen(asked, 0.5).by == BY_LOT], minlength=10)
    assert drawn.sum() == 5_000
    assert (abs(drawn - 500) < 85).all()
