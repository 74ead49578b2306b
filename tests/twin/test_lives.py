"""What is simulated of a declaration is a life that the customs room's table admits, fact by fact."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from border_ways import facts_between
from small_road import NETWORK, OFFICES, START, desk, network, rehearsed

from tearoad.customs.clearance import MOVES, Fact, Report, Role, Standing, State, Verdict, advance, unlodged
from tearoad.journey.border_of import BORDER_OF
from tearoad.journey.stages import Border
from tearoad.network.road import Span
from tearoad.terms.days import DAY
from tearoad.twin.lives import Lives, lives
from tearoad.twin.network import Network
from tearoad.twin.plan import CustomsPlan, OfficePlan
from tearoad.twin.rehearse import Rehearsed
from tearoad.twin.travellers import DOCUMENTS, NO_CHANNEL, OPEN, SCAN, UNDECIDED, Travellers

SEED = 3
PLAN = CustomsPlan(
    inspections=dict.fromkeys(OFFICES, ((START, 4),)),
    rules=(),
    documents_share=((START, 0.1),),
    scan_share=((START, 0.05),),
    seconds=dict.fromkeys(OFFICES, (0.0, 600.0, 180.0, 1200.0)),
    answer=Span(4 * DAY, 20 * DAY),
)
PICKY = replace(NETWORK.road, behaviour=replace(NETWORK.road.behaviour, border_refusal_share=0.3, loss_share=0.05))
LINES = NETWORK.plan("moscow").lines
PAPER = {name: OfficePlan(LINES, desk(1, 600.0), ((START, 0.5),)) for name in OFFICES}
STAFFED = {name: OfficePlan(LINES, desk(1, 600.0), ((START, 0.5),), desk(1, 60.0)) for name in OFFICES}
SLOW = {name: OfficePlan(LINES, desk(1, 40_000.0), ((START, 1.0),)) for name in OFFICES}  # most are never recorded


class Half:
    """A border that asks something of half of all goods."""

    def quoted(self, c: Travellers) -> np.ndarray:
        return self.declared(c)[0]

    def declared(self, c: Travellers) -> tuple[np.ndarray, np.ndarray]:
        return (c.key % np.uint64(2)).astype(np.int64) * 1_000, np.zeros(len(c), dtype=np.int64)


ROAD: dict[str, Any] = {"road": PICKY, "border": Half()}
WAYS: dict[str, Network] = {
    "ahead": network(**ROAD, customs=PLAN),
    "paper": network(**ROAD, customs=PLAN, offices=PAPER),
    "officers": network(**ROAD, customs=PLAN, offices=STAFFED),
    "never": network(**ROAD, customs=PLAN, offices=SLOW, until=START + 30 * DAY),
    "cut off": network(**ROAD, customs=PLAN, until=START + 21 * DAY),
    "live": network(**ROAD),
}
ORDERS = {Fact.PASSED: NO_CHANNEL, Fact.DOCUMENTS_ASKED: DOCUMENTS, Fact.SCAN_ORDERED: SCAN, Fact.OPENING_ORDERED: OPEN}


def walked(told: Lives, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The states at the end, int8[n], and whether each is there or was never touched; every move is asserted."""
    standing = unlodged(count)
    place = np.arange(len(told.row)) - np.searchsorted(told.row, told.row)
    entered = np.zeros(count, dtype=bool)
    for turn in range(int(place.max(initial=-1)) + 1):
        now = np.flatnonzero(place == turn)
        rows, fact, role = told.row[now], told.fact[now], told.role[now]
        reason = np.array([MOVES[Fact(one)].reason for one in fact.tolist()], dtype=bool)
        before = Standing(*(column[rows] for column in standing))
        own = np.zeros(len(rows), dtype=bool)  # another officer than who entered the data
        after, verdict = advance(before, Report(fact, role, reason, own))
        wrong = np.flatnonzero(verdict != Verdict.DONE)
        said = [(State(before.state[one]), Fact(fact[one]), Verdict(verdict[one]).words) for one in wrong[:3]]
        assert not said, said
        for start, end in {*zip(before.state.tolist(), after.state.tolist(), strict=True)}:
            assert facts_between(State(start), State(end)) is not None, (State(start), State(end))
        for column, new in zip(standing, after, strict=True):
            column[rows] = new
        entered[rows] |= fact == Fact.LODGED
    return standing.state, entered


@pytest.fixture(scope="module", params=list(WAYS))
def told(request: pytest.FixtureRequest) -> tuple[str, Network, Rehearsed, Lives]:
    one = WAYS[request.param]
    found = rehearsed(one, seed=SEED)
    return request.param, one, found, lives(one, found.travellers, SEED)


def test_every_fact_is_admitted_and_leads_where_the_journey_says(
    told: tuple[str, Network, Rehearsed, Lives],
) -> None:
    name, one, found, facts = told
    c = found.travellers
    state, entered = walked(facts, len(c))
    assert (facts.at < one.until).all()
    assert (np.diff(facts.at)[facts.row[1:] == facts.row[:-1]] >= 0).all()
    border = np.array([BORDER_OF[one] for one in State])[state]
    out = c.abroad & (c.left_office_at >= 0)
    assert out.sum() > 50
    assert (border[out] == c.border[out]).all(), "who has left the office is released, or refused, in both tables"
    assert entered[out].all()
    assert set(state[out].tolist()) <= {State.RELEASED, State.REFUSED}
    assert not entered[~c.abroad].any()
    assert (c.assessed_minor[facts.row[facts.fact == Fact.PAID]] == 1_000).all()
    for fact, channel in ORDERS.items():
        assert (c.channel[facts.row[facts.fact == fact]] == channel).all()
    if name in ("ahead", "paper", "officers"):
        assert {State.RELEASED, State.REFUSED} == set(state[out].tolist())
        for channel in (NO_CHANNEL, DOCUMENTS, SCAN, OPEN):
            assert (c.channel[out] == channel).sum() > 10, channel
    if name == "never":
        waits = (c.channel == UNDECIDED) & (c.arrived_at >= 0)
        assert waits.sum() > 50
        assert (state[waits] == State.NOT_LODGED).all()
        assert (c.border[waits] == Border.SELECTED).all(), "and nothing of it is released"


def test_paper_is_entered_by_an_officer_after_arrival_and_other_data_come_before_it(
    told: tuple[str, Network, Rehearsed, Lives],
) -> None:
    name, _, found, facts = told
    c = found.travellers
    lodged = facts.fact == Fact.LODGED
    at, rows = facts.at[lodged], facts.row[lodged]
    if name in ("paper", "officers", "never"):
        assert (facts.role[lodged] == Role.OFFICER).all()
        assert (at >= c.arrived_at[rows]).all()
        assert (at > c.arrived_at[rows]).any()
    else:
        assert (facts.role[lodged] == Role.SENDER).all()
        assert (at == c.dispatched_at[rows]).all()
