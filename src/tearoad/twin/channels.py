"""Which declarations are looked at, and how, in a rehearsal: by the customs room's own rule, at its own capacities.

What is declared ahead is decided on the day of the hand-over; what comes on paper travels undecided, and is decided at
the office on the day on which its data are there.
"""

import numpy as np

from tearoad.customs.goods import Coded, same
from tearoad.customs.risk.declarations import NOT_INSPECTED, WORDS, Declarations
from tearoad.customs.risk.inspections import EVER, inspected
from tearoad.customs.risk.rules import CHANNELS, EVERYWHERE, Rule
from tearoad.journey.moving import NEVER
from tearoad.kernel.draws import delay, uniform
from tearoad.network.desk import level
from tearoad.terms.days import DAY, MOSCOW
from tearoad.twin.network import Network
from tearoad.twin.plan import CustomsPlan
from tearoad.twin.players import SimulatedRoad
from tearoad.twin.travellers import DOCUMENTS, NO_CHANNEL, OPEN, SCAN, UNDECIDED, Travellers

ASKED_LUCK, ANSWER_LUCK = 37, 36  # stages of luck: what checks ask for, and how soon it is answered
LOT_APART = 2**32  # the lot has seeds of its own, since its stages have the numbers of others
NOT_SAID = "-"


def at_hand_over(network: Network, c: Travellers, players: SimulatedRoad) -> np.ndarray:
    """int8[n]: the channels of goods that are handed over at `c.due_at`; UNDECIDED of what goes to an office on paper.
    Without a plan of customs the players open what they like, as on the live road."""
    if network.customs is None:
        return np.where(players.inspected(c, c.law_value_minor), OPEN, NO_CHANNEL).astype(np.int8)
    by_hand = np.array([*(network.plan(office).entry is not None for office in network.office_number), False])
    channel = np.full(len(c), UNDECIDED, dtype=np.int8)
    ahead = np.flatnonzero(c.abroad & ~by_hand[c.office])
    channel[ahead] = _chosen(network, network.customs, c, ahead, c.office[ahead], c.due_at[ahead], players.seed)
    return channel


def at_the_office(network: Network, c: Travellers, office: np.ndarray, recorded: np.ndarray, seed: int) -> None:
    """Decides what came on paper and whose data are there: at which `office` (its number) and when, int64[n] each."""
    rows = np.flatnonzero((c.channel == UNDECIDED) & (recorded < network.until))
    if network.customs is not None and len(rows):
        c.lodged_at[rows] = recorded[rows]
        c.channel[rows] = _chosen(network, network.customs, c, rows, office[rows], recorded[rows], seed)


def seconds(network: Network, plan: CustomsPlan, c: Travellers) -> np.ndarray:
    """int64[n]: the work of an office on each item, by its channel."""
    table = [plan.seconds[name] for name in network.office_number]
    whole = np.rint(np.array([*table, (0.0,) * len(CHANNELS)])).astype(np.int64)  # local goods are the last row
    return whole[c.office, np.maximum(c.channel, NO_CHANNEL)]


def answered(network: Network, plan: CustomsPlan, c: Travellers, seed: int) -> np.ndarray:
    """int64[n]: when a sender's answer to what checks asked has been looked at; NEVER where nothing was asked."""
    found = np.full(len(c), NEVER, dtype=np.int64)
    rows = np.flatnonzero(c.channel == DOCUMENTS)
    ones = np.ones(len(rows), dtype=np.int64)
    takes = delay(uniform(seed, c.key[rows], ANSWER_LUCK), ones * plan.answer.p50, ones * plan.answer.p90)
    found[rows] = c.lodged_at[rows] + takes + seconds(network, plan, c)[rows]
    return found


def _chosen(
    network: Network,
    plan: CustomsPlan,
    c: Travellers,
    rows: np.ndarray,
    office: np.ndarray,
    at: np.ndarray,
    seed: int,
) -> np.ndarray:
    """int8: the channels of declarations, these rows, whose data reach an office (its number) at these moments."""
    luck = uniform(seed, c.key[rows], ASKED_LUCK)
    scan, papers = level(plan.scan_share, at), level(plan.documents_share, at)
    asked = np.where(luck < scan, SCAN, np.where(luck < scan + papers, DOCUMENTS, NO_CHANNEL)).astype(np.int8)
    unsaid, day = same(NOT_SAID, len(rows)), (at + MOSCOW) // DAY
    words = {**dict.fromkeys(WORDS, unsaid), "office": Coded(office, list(network.office_number))}
    numbers = {
        "tax_rate": np.zeros(len(rows)),
        "net_mass": c.weight_grams[rows] / 1_000,
        "item_price": c.law_value_minor[rows] / 100,
    }
    nobody_looked = np.full(len(rows), NOT_INSPECTED, dtype=np.int8)
    items = Declarations(unsaid, c.key[rows], day, words, numbers, nobody_looked)
    dear = {"item_price": (network.road.behaviour.inspect_above_minor / 100, np.inf)}
    rules = (*plan.rules, Rule("dear-is-opened", *EVER, EVERYWHERE, "open", {}, dear, "the road's behaviour"))
    capacity = _capacity(network, plan, office, day)
    return inspected(items, rules, asked, None, capacity, 1.0, seed + LOT_APART).channel


def _capacity(network: Network, plan: CustomsPlan, office: np.ndarray, day: np.ndarray) -> np.ndarray:
    """int64[n]: inspections of the office on the day, in items that stand for `scale` each: what is left over of a day
    counts for the next."""
    most = np.zeros(len(day), dtype=np.int64)
    for number, name in enumerate(network.office_number):
        rows = np.flatnonzero(office == number)
        a_day = level(plan.inspections.get(name, ((0, 0),)), day[rows] * DAY - MOSCOW).astype(np.int64)
        most[rows] = (day[rows] + 1) * a_day // network.scale - day[rows] * a_day // network.scale
    return most
