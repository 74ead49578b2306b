"""What was reported of each declaration in one rehearsal, in the words of the customs room's table of states."""

from typing import NamedTuple

import numpy as np
import polars as pl

from tearoad.customs.clearance import Fact, Role
from tearoad.journey.moving import NEVER
from tearoad.journey.stages import Border
from tearoad.twin.network import Network
from tearoad.twin.rehearse import Rehearsed, RehearsedRoad
from tearoad.twin.travellers import DOCUMENTS, NO_CHANNEL, OPEN, SCAN, Travellers


class Lives(NamedTuple):
    """k facts, those of one traveller (`row`) in a row and in their order: int64[k] rows and moments, int8[k] numbers
    of `customs.clearance`'s facts and roles."""

    row: np.ndarray
    at: np.ndarray
    fact: np.ndarray
    role: np.ndarray


def lives(network: Network, c: Travellers, seed: int) -> Lives:
    """Of all that were declared in the rehearsal, up to its end. On paper the item is at the office before its data are
    entered, by an officer; ahead of the goods the sender lodges. What is due is secured by the order's money."""
    read = RehearsedRoad(network.road, network.table, seed, network).papers_read(c)
    abroad = c.abroad & (c.border != Border.NOT_NEEDED) & (c.dispatched_at >= network.start)
    lodged = abroad & (c.lodged_at >= network.start)
    ahead = lodged & (c.lodged_at == c.dispatched_at)
    due = lodged & (c.assessed_minor > 0)
    answered = lodged & (c.channel == DOCUMENTS) & (read < network.until)
    looked = lodged & (c.channel >= SCAN) & (c.left_office_at != NEVER)
    back = looked & (c.border == Border.REFUSED)
    told = (
        (Fact.ARRIVED, Role.SYSTEM, abroad & (c.arrived_at != NEVER), c.arrived_at),
        (Fact.LODGED, Role.SENDER, ahead, c.lodged_at),
        (Fact.LODGED, Role.OFFICER, lodged & ~ahead, c.lodged_at),
        (Fact.VALIDATED, Role.SYSTEM, lodged, c.lodged_at),
        (Fact.ASSESSED, Role.SYSTEM, due, c.lodged_at),
        (Fact.ASSESSED_FREE, Role.SYSTEM, lodged & ~due, c.lodged_at),
        (Fact.PAID, Role.SYSTEM, due, c.lodged_at),
        (Fact.PASSED, Role.SYSTEM, lodged & (c.channel == NO_CHANNEL), c.lodged_at),
        (Fact.DOCUMENTS_ASKED, Role.SYSTEM, lodged & (c.channel == DOCUMENTS), c.lodged_at),
        (Fact.SCAN_ORDERED, Role.SYSTEM, lodged & (c.channel == SCAN), c.lodged_at),
        (Fact.OPENING_ORDERED, Role.SYSTEM, lodged & (c.channel == OPEN), c.lodged_at),
        (Fact.ANSWERED, Role.SENDER, answered, read),
        (Fact.EXAMINED, Role.OFFICER, looked, c.left_office_at),
        (Fact.RELEASED, Role.OFFICER, answered, read),
        (Fact.RELEASED, Role.OFFICER, looked & ~back, c.left_office_at),
        (Fact.REFUSED, Role.OFFICER, back, c.left_office_at),
    )
    rows = [np.flatnonzero(held) for _, _, held, _ in told]
    counts = [len(own) for own in rows]
    row = np.concatenate(rows)
    at = np.concatenate([moment[own] for own, (*_, moment) in zip(rows, told, strict=True)])
    order = np.lexsort((np.repeat(np.arange(len(told)), counts), at, row))
    fact = np.repeat(np.array([one for one, *_ in told], dtype=np.int8), counts)
    role = np.repeat(np.array([one for _, one, *_ in told], dtype=np.int8), counts)
    return Lives(row[order], at[order], fact[order], role[order])


def declarations(name: str, network: Network, found: Rehearsed, seed: int) -> pl.DataFrame:
    """scenario, parcel (its key of luck), when (UTC), which fact, and by whom it was reported."""
    told = lives(network, found.travellers, seed)
    return pl.DataFrame(
        {
            "parcel": found.travellers.key[told.row],
            "at": pl.from_epoch(pl.Series(told.at)).dt.replace_time_zone("UTC"),
            "fact": pl.Series([fact.name for fact in Fact]).gather(told.fact),
            "by": pl.Series([role.name for role in Role]).gather(told.role),
        }
    ).select(pl.lit(name).alias("scenario"), pl.all())
