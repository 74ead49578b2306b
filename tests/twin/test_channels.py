"""Who is looked at in a rehearsal: the customs room's own selection at its own capacities, on paper or ahead."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from small_road import NETWORK, OFFICES, START, desk, network, rehearsed

from tearoad import twin
from tearoad.boot.rehearsal import scenario
from tearoad.customs.risk.inspections import inspected
from tearoad.customs.risk.rules import Rule
from tearoad.journey.moving import NEVER
from tearoad.network.road import Span
from tearoad.terms.days import DAY, MOSCOW
from tearoad.twin.compile import OFFICERS
from tearoad.twin.network import Network
from tearoad.twin.plan import CustomsPlan, OfficePlan
from tearoad.twin.rehearse import Rehearsed
from tearoad.twin.travellers import DOCUMENTS, NO_CHANNEL, OPEN, SCAN, UNDECIDED

SEED = 3
FEW = ((START, 2), (START + 7 * DAY, 5))
PLAN = CustomsPlan(
    inspections={"moscow": FEW, "yekaterinburg": ((START, 1),)},
    rules=(),
    documents_share=((START, 0.05),),
    scan_share=((START, 0.02),),
    seconds=dict.fromkeys(OFFICES, (0.0, 600.0, 180.0, 1200.0)),
    answer=Span(2 * DAY, 6 * DAY),
)
CHEAP = replace(NETWORK.road.behaviour, inspect_above_minor=10**12)
ROAD = replace(NETWORK.road, behaviour=CHEAP)
LINES = NETWORK.plan("moscow").lines
PAPER = {name: OfficePlan(LINES, desk(1, 600.0), ((START, 1.0),)) for name in OFFICES}


def by_office_and_day(found: Rehearsed) -> dict[tuple[str, int], tuple[int, int, int]]:
    """How many data came, how many of them were scanned, and how many opened."""
    c = found.travellers
    counts = {}
    known = np.flatnonzero(c.abroad & (c.lodged_at >= 0))
    days = (c.lodged_at + MOSCOW) // DAY
    for office, day in {*zip(c.office[known].tolist(), days[known].tolist(), strict=True)}:
        own = c.channel[known[(c.office[known] == office) & (days[known] == day)]]
        counts[OFFICES[office], day] = len(own), int((own == SCAN).sum()), int((own == OPEN).sum())
    return counts


@pytest.mark.parametrize("offices", [{}, PAPER], ids=["ahead", "paper"])
def test_so_many_are_inspected_at_an_office_on_a_day_and_no_more(offices: dict[str, OfficePlan]) -> None:
    found = rehearsed(network(road=ROAD, customs=PLAN, offices=offices), seed=SEED)
    week = (START + 7 * DAY + MOSCOW) // DAY
    capacity = {"moscow": lambda day: 2 if day < week else 5, "yekaterinburg": lambda day: 1}
    full = 0
    for (office, day), (items, scanned, opened) in by_office_and_day(found).items():
        most = capacity.get(office, lambda day: 0)(day)
        assert scanned + opened == max(scanned, min(most, items)), "what checks ask for first, then the lot"
        full += opened
    assert full > 50


def test_the_channels_are_those_of_the_rule_that_clears_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def told(*words: object) -> object:
        asked.append(len(words[0]))  # type: ignore[arg-type]
        return inspected(*words)  # type: ignore[arg-type]

    monkeypatch.setattr("tearoad.twin.channels.inspected", told)
    monkeypatch.setattr("tearoad.customs.selecting.inspected", told)  # both know it by this name
    c = rehearsed(network(road=ROAD, customs=PLAN), seed=SEED).travellers
    assert sum(asked) == (c.abroad & (c.dispatched_at != NEVER)).sum()


def test_rules_come_before_the_capacity_and_the_dear_are_opened() -> None:
    heavy = Rule("heavy", date(2020, 1, 1), date(2031, 1, 1), "moscow", "scan", {}, {"net_mass": (1.5, 1e9)}, "assumed")
    none = replace(PLAN, inspections={}, rules=(heavy,), documents_share=((START, 0.0),), scan_share=((START, 0.0),))
    c = rehearsed(network(road=ROAD, customs=none), seed=SEED).travellers
    declared = c.abroad & (c.lodged_at >= 0)
    meant = (c.weight_grams >= 1_500) & (c.office == OFFICES.index("moscow"))
    assert (declared & meant).sum() > 20
    assert ((c.channel == SCAN)[declared] == meant[declared]).all()
    assert set(c.channel[declared].tolist()) == {NO_CHANNEL, SCAN}
    assert (c.channel[~c.abroad] == NO_CHANNEL).all()

    class Dear:
        """A border at which half of all is worth a thousand."""

        def quoted(self, c: object) -> np.ndarray:
            return NETWORK.border.quoted(c)  # type: ignore[arg-type]

        def declared(self, c: object) -> tuple[np.ndarray, np.ndarray]:
            keys = c.key % np.uint64(2)  # type: ignore[attr-defined]
            return np.zeros(len(keys), dtype=np.int64), keys.astype(np.int64) * 100_000

    dear = replace(ROAD, behaviour=replace(CHEAP, inspect_above_minor=100_000))
    c = rehearsed(network(road=dear, border=Dear(), customs=replace(none, rules=())), seed=SEED).travellers
    declared = c.abroad & (c.lodged_at >= 0)
    assert ((c.channel == OPEN)[declared] == (c.key % np.uint64(2) == 1)[declared]).all()


def test_papers_that_are_answered_on_the_way_hold_nobody_up_and_others_wait_for_them() -> None:
    everybody = replace(PLAN, inspections={}, documents_share=((START, 1.0),), scan_share=((START, 0.0),))
    soon, late = (
        rehearsed(network(road=ROAD, customs=replace(everybody, answer=Span(days, days))), seed=SEED).travellers
        for days in (DAY // 2, 60 * DAY)
    )
    free = rehearsed(network(road=ROAD, customs=replace(everybody, documents_share=((START, 0.0),))), seed=SEED)
    out = soon.left_office_at >= 0
    assert out.sum() > 500
    assert (soon.channel[out & soon.abroad] == DOCUMENTS).all()
    assert (soon.left_office_at[out] == free.travellers.left_office_at[out]).all()
    waited = late.abroad & (late.left_office_at >= 0)
    assert (late.left_office_at[waited] == late.dispatched_at[waited] + 60 * DAY + 600).all()
    assert not (late.carriage != soon.carriage)[soon.abroad & ~out].any(), "nobody is sent back for papers"


def test_officers_are_busy_for_the_minutes_of_the_channel() -> None:
    staffed = {"moscow": OfficePlan(LINES, officers=desk(1, 60.0))}
    on_paper = {"moscow": replace(PAPER["moscow"], officers=desk(1, 60.0))}
    for offices in (staffed, on_paper):
        found = rehearsed(network(road=ROAD, customs=PLAN, offices=offices), seed=SEED)
        visits = found.offices.column == OFFICERS
        channel = found.travellers.channel[found.row[visits]]
        assert set(channel.tolist()) == {SCAN, OPEN}
        assert ((found.ended - found.begun)[visits] == np.where(channel == SCAN, 180, 1_200)).all()


def test_items_that_stand_for_many_are_inspected_as_seldom() -> None:
    eight = replace(PLAN, inspections={"moscow": ((START, 8),)}, scan_share=((START, 0.0),))
    plain, bags = (rehearsed(network(road=ROAD, customs=eight, scale=scale), seed=SEED) for scale in (1, 4))
    opened = {one: int((found.travellers.channel == OPEN).sum()) * one for one, found in ((1, plain), (4, bags))}
    assert opened[1] > 60
    assert opened[4] == pytest.approx(opened[1], rel=0.1)


def test_paper_waits_undecided_and_is_not_released_before_its_data_are_there() -> None:
    slow = {name: OfficePlan(LINES, desk(1, 50_000.0), ((START, 1.0),)) for name in OFFICES}
    one: Network = network(road=ROAD, customs=PLAN, offices=slow, until=START + 40 * DAY)
    c = rehearsed(one, seed=SEED).travellers
    waits = c.abroad & (c.channel == UNDECIDED)
    assert waits.sum() > 100
    assert (c.lodged_at[waits] == NEVER).all()
    assert (c.left_office_at[waits] == NEVER).all()
    decided = c.abroad & (c.dispatched_at >= 0) & ~waits
    assert (c.lodged_at[decided] >= c.arrived_at[decided]).all()


def test_2013_on_paper_is_a_flood_and_ahead_of_the_goods_it_is_none() -> None:
    found = {}
    for name in ("2013-flood", "2013-cure-electronic", "2013-cure"):
        one = scenario(name)
        bags = replace(one.network, scale=250)
        found[name] = twin.simulate(bags, one.demand, seed=2).metrics
    assert found["2013-flood"]["days_to_door_p90"] > 70
    assert found["2013-flood"]["tonnes_waiting_peak:moscow"] > 2_000
    for cure in ("2013-cure-electronic", "2013-cure"):
        assert found[cure]["days_to_door_p90"] < 45, cure
        assert found[cure]["tonnes_waiting_peak:moscow"] < 300, cure
        assert "breaks_after:moscow" not in found[cure], cure
