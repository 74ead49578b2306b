"""A batch on its way as numbers alone: millions of rows step through the journey without a name or an id."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np

from tearoad.customs.risk.rules import CHANNELS
from tearoad.journey.consignments import Consignments
from tearoad.journey.moving import NEVER, Moving
from tearoad.network.choose import NO_OFFICE as NO_OFFICE
from tearoad.network.choose import LaneTable
from tearoad.terms.money import EXPONENTS

UNDECIDED, NO_CHANNEL = -1, CHANNELS.index("none")  # what came on paper, until its data are recorded
DOCUMENTS, SCAN, OPEN = (CHANNELS.index(name) for name in ("documents", "scan", "open"))
CURRENCIES = tuple(sorted(EXPONENTS))


@dataclass
class Travellers(Moving):
    """The columns of `Moving` and what else a rehearsal asks: `key` uint64; int64 numbers of the lane and destination
    in the road's `LaneTable`, of the office (NO_OFFICE: local goods), of the currency in CURRENCIES, of the kind of
    goods in the demand's plan; `channel` int8, a place in the customs room's CHANNELS or UNDECIDED, and by what value
    (`law_value_minor`, in the law's currency) it is chosen; and moments: `lodged_at` when customs have the data,
    `departed_at` of the lane, `looked_at` of an officer who is done."""

    key: np.ndarray
    lane: np.ndarray
    office: np.ndarray
    destination: np.ndarray
    currency: np.ndarray
    kind: np.ndarray
    channel: np.ndarray
    law_value_minor: np.ndarray
    lodged_at: np.ndarray
    departed_at: np.ndarray
    looked_at: np.ndarray

    @property
    def keys(self) -> np.ndarray:
        """uint64[n], as they are."""
        return self.key

    @property
    def abroad(self) -> np.ndarray:
        """bool[n]: those that have an office."""
        return self.office != NO_OFFICE

    def lane_rows(self, table: LaneTable) -> np.ndarray:
        """int64[n], as they are: the numbers are that table's."""
        return self.lane

    def last_lanes(self, table: LaneTable) -> np.ndarray:
        """int64[n]: any lane that ends at the office of each, or its own where it has none."""
        return np.where(self.office == NO_OFFICE, self.lane, table.ending[self.office])

    def destination_rows(self, table: LaneTable) -> np.ndarray:
        """int64[n], as they are: the numbers are that table's."""
        return self.destination


def travellers_of(c: Consignments, table: LaneTable, office_number: Mapping[str, int]) -> Travellers:
    """The same batch without its words, copied; `office_number` has a number from 0 for every office of the road."""
    return Travellers(
        **{item.name: getattr(c, item.name).copy() for item in fields(Moving)},
        key=c.keys,
        lane=c.lane_rows(table),
        office=np.array([office_number[name] if name else NO_OFFICE for name in c.office], dtype=np.int64),
        destination=c.destination_rows(table),
        currency=np.array([CURRENCIES.index(code) for code in c.currency], dtype=np.int64),
        kind=np.zeros(len(c), dtype=np.int64),
        channel=np.where(c.inspect, OPEN, NO_CHANNEL).astype(np.int8),
        law_value_minor=np.zeros(len(c), dtype=np.int64),
        lodged_at=c.dispatched_at.copy(),
        departed_at=np.full(len(c), NEVER, dtype=np.int64),
        looked_at=np.full(len(c), NEVER, dtype=np.int64),
    )
