"""A batch of consignments as columns: what the store loads, the journey moves and the store saves."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from tearoad.journey.moving import Moving
from tearoad.network.choose import NO_OFFICE, LaneTable


@dataclass
class Consignments(Moving):
    """The columns of `Moving` and those by which people and the ledger know a row. Ids are 32 hex digits; text columns
    are object arrays, amounts int64 in minor units, `promised_on` int64 in days since 1970. `assessed_tax_minor` is the
    tax within `assessed_minor`. Where `payout_currency` is not None the merchant is owed that, by the lock in the
    next five columns (`ledger.exchange.Lock`), which are zeros and `NEVER` elsewhere. `payer` is the account that paid
    and gets back what goes back; None stands for that of the payment providers. `coupon_minor` is what of the goods
    `coupon_funder` pays, None where nobody does; it was `coupon_given_minor` when the goods were worth
    `coupon_goods_minor`, and so much was promised. `moved_at` is the moment of the scan of the post that moved it last;
    `NEVER` where it is played. `claimed` bool: a claim about it is not settled yet, and its money waits for that."""

    consignment_id: np.ndarray
    order_id: np.ndarray
    merchant: np.ndarray
    origin: np.ndarray
    destination: np.ndarray
    lane: np.ndarray
    office: np.ndarray
    currency: np.ndarray
    fee_minor: np.ndarray
    s10: np.ndarray
    hold_id: np.ndarray
    duty_rule: np.ndarray
    promised_on: np.ndarray
    assessed_tax_minor: np.ndarray
    payout_currency: np.ndarray
    rate_top: np.ndarray
    rate_bottom: np.ndarray
    fx_margin: np.ndarray
    rate_locked_at: np.ndarray
    rate_until: np.ndarray
    payer: np.ndarray
    coupon_minor: np.ndarray
    coupon_funder: np.ndarray
    coupon_given_minor: np.ndarray
    coupon_goods_minor: np.ndarray
    moved_at: np.ndarray
    claimed: np.ndarray

    @property
    def price_minor(self) -> np.ndarray:
        """int64[n]: what the buyer pays, by the amounts as they are now; the coupon's part is its funder's."""
        return super().price_minor - self.coupon_minor

    @property
    def keys(self) -> np.ndarray:
        """uint64[n]: the part of each id that is made from content."""
        return np.array([int(name[16:], 16) for name in self.consignment_id], dtype=np.uint64)

    @property
    def abroad(self) -> np.ndarray:
        """bool[n]: those that have an office."""
        return np.array([office is not None for office in self.office], dtype=bool)

    def lane_rows(self, table: LaneTable) -> np.ndarray:
        """int64[n]: by the lane's name."""
        return np.array([table.lane_number[name] for name in self.lane], dtype=np.int64)

    def last_lanes(self, table: LaneTable) -> np.ndarray:
        """int64[n]: any lane that ends at the office of each, or its own where it has none."""
        lanes = self.lane_rows(table)
        numbers = np.array([table.office_number[name] if name else NO_OFFICE for name in self.office], dtype=np.int64)
        return np.where(numbers == NO_OFFICE, lanes, table.ending[numbers])

    def destination_rows(self, table: LaneTable) -> np.ndarray:
        """int64[n]: by the destination's name."""
        return np.array([table.destination_number[name] for name in self.destination], dtype=np.int64)


def nobody() -> Consignments:
    """A batch of no rows."""
    return Consignments(**{item.name: np.zeros(0, dtype=np.int64) for item in fields(Consignments)})


def words(values: Sequence[object]) -> np.ndarray:
    """object[n], whatever the values are."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array
