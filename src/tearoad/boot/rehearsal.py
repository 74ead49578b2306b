"""Rehearsals joined: scenarios with the law, orders of a file or of the live data base, and one replication of all."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import polars as pl

from tearoad.boot.law import own_law
from tearoad.boot.order_files import order_file
from tearoad.boot.road import TERRITORY, OpenRoad, own_corridor
from tearoad.network.choose import lane_table
from tearoad.network.road import Road
from tearoad.operations.asked import orders_of
from tearoad.operations.platform import Prices
from tearoad.operations.ports import Product, Shelf
from tearoad.operations.rehearsal import RoadBorder, as_it_stands, intake
from tearoad.terms.refusal import BadInput
from tearoad.twin.demand import expected
from tearoad.twin.events import events
from tearoad.twin.lives import declarations
from tearoad.twin.network import Network
from tearoad.twin.replicate import Replication, luck, replicated
from tearoad.twin.scenario import Begun, Scenario
from tearoad.twin.single import run
from tearoad.wire.scenarios import read_scenario, scenario_names

BYTES_A_TRAVELLER, SECONDS_A_TRAVELLER = 2_500, 1.2e-5  # measured on the shipped scenarios, rounded up


@dataclass(frozen=True)
class Question:
    """What is rehearsed: scenarios side by side, the seed of their common luck, and who is on the road at the start.

    `begun` of the live road moves every scenario's start to its clock; of a file of orders it is all the demand.
    """

    names: tuple[str, ...]
    seed: int = 1
    begun: Begun | None = None


def scenario(name: str) -> Scenario:
    """A scenario that ships, or a file, with its law; `BadInput` says what is amiss."""
    return read_scenario(name, _border)


def shipped() -> list[Scenario]:
    """All that ship."""
    return [scenario(name) for name in scenario_names()]


def replication(question: Question, number: int) -> Replication:
    """Every scenario by the luck of one number, in any process."""
    began = time.process_time()
    found = replicated([_scenario(name) for name in question.names], question.seed, number, question.begun)
    return found._replace(seconds=time.process_time() - began)


def events_of(question: Question, number: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Every visit to an office or a border in one replication of all scenarios, and every fact of every declaration."""
    visits, facts, seed = [], [], luck(question.seed, number)
    for name in question.names:
        one = _scenario(name).drawn(question.seed, number).begun(question.begun)
        start = question.begun.travellers if question.begun else None
        found = run(one.network, one.demand, seed=seed, start=start)
        visits.append(events(one.name, found))
        facts.append(declarations(one.name, one.network, found, seed))
    return pl.concat(visits), pl.concat(facts)


def size(question: Question) -> tuple[int, int, float]:
    """Of one replication: travellers at most in one scenario, bytes at once, seconds for all scenarios."""
    counts = []
    for name in question.names:
        one = _scenario(name).begun(question.begun)
        new = 0.0
        if one.demand is not None:
            new = expected(one.demand, one.network.start, one.network.orders_until)[1][-1] / one.network.scale
        counts.append(round(new) + (len(question.begun.travellers) if question.begun else 0))
    return max(counts), max(counts) * BYTES_A_TRAVELLER, sum(counts) * SECONDS_A_TRAVELLER


def of_file(
    path: Path, mapping: str | None, name: str, goods: Sequence[Product], shelves: Sequence[Shelf], seed: int
) -> Begun:
    """A file of orders, placed in memory on the network of a scenario against a catalogue with stock."""
    lines, weight = order_file(path, mapping, None)
    orders = orders_of(lines)
    if not orders:
        raise BadInput(f"{path}: no orders")
    network = _scenario(name).network
    travellers, verdicts = intake(_prices(network), orders, goods, shelves, seed, weight)
    if not len(travellers):
        raise BadInput(f"{path}: none of its lines can be served: {dict(verdicts)}")
    first, last = orders[0].placed_at, orders[-1].placed_at
    return Begun(travellers, first, last, {}, live=False, verdicts=dict(verdicts))


def of_live(road: OpenRoad, name: str) -> Begun:
    """The consignments that are under way on the live road, and its offices' lines that are at work."""
    with road.store.unit() as unit:
        begun = as_it_stands(unit, _prices(_scenario(name).network))
    if not len(begun.travellers):
        raise BadInput(f"{road.name}: nobody is under way on the live road")
    return begun


@cache
def _scenario(name: str) -> Scenario:
    return scenario(name)


@cache
def _law() -> Prices:
    corridor = own_corridor()
    return Prices(corridor.road, lane_table(corridor.road), corridor.rates, own_law(), TERRITORY)


def _border(road: Road) -> RoadBorder:
    return RoadBorder(replace(_law(), road=road))


def _prices(network: Network) -> Prices:
    return replace(_law(), road=network.road, table=network.table)
