"""A crowd of new consignments on the road that ships, and players under whom every branch is taken."""

from dataclasses import replace

import numpy as np

from tearoad.boot.road import own_corridor
from tearoad.journey.consignments import Consignments, words
from tearoad.journey.moving import NEVER
from tearoad.journey.stages import Border, Carriage, Money
from tearoad.network.choose import FAR, lane_table
from tearoad.terms.days import DAY
from tearoad.twin.players import SimulatedRoad

COUNT = 2_000
FIRST_DAY = 20_400  # 8 November 2025
ROAD = own_corridor().road
TABLE = lane_table(ROAD)
MOMENT = "f" * 16  # the half of an id that is no key
SHARES = {
    "cancel_share": 0.1,
    "loss_share": 0.1,
    "cod_refusal_share": 0.2,
    "failed_attempt_share": 0.4,
    "locker_share": 0.2,
    "uncollected_share": 0.2,
    "confirm_share": 0.6,
    "inspection_share": 0.3,
    "border_refusal_share": 0.3,
}


def lively_players() -> SimulatedRoad:
    return SimulatedRoad(replace(ROAD, behaviour=replace(ROAD.behaviour, **SHARES)), TABLE, 7)


def new_crowd() -> Consignments:
    """As they are before `steps.place`."""
    luck = np.random.default_rng(1)
    pairs = np.argwhere(TABLE.door_price < FAR)
    chosen = pairs[luck.integers(len(pairs), size=COUNT)]
    lanes = [ROAD.lanes[row] for row in chosen[:, 0]]
    doors = sorted(TABLE.destination_number)

    def same(value: int, kind: type = np.int64) -> np.ndarray:
        return np.full(COUNT, value, dtype=kind)

    abroad = np.array([lane.office is not None for lane in lanes])
    return Consignments(
        consignment_id=words([f"{MOMENT}{number:016x}" for number in luck.integers(2**63, size=COUNT).tolist()]),
        order_id=words([str(row) for row in range(COUNT)]),
        merchant=words(["m"] * COUNT),
        origin=words([lane.origin for lane in lanes]),
        destination=words([doors[number] for number in chosen[:, 1]]),
        lane=words([lane.id for lane in lanes]),
        office=words([lane.office for lane in lanes]),
        cash_on_delivery=luck.random(COUNT) < 0.4,
        currency=words(["RUB"] * COUNT),
        goods_minor=luck.integers(1, 1_000_000, size=COUNT),
        postage_minor=luck.integers(1, 50_000, size=COUNT),
        duty_minor=luck.integers(0, 9_000, size=COUNT),
        tax_minor=same(0),
        fee_minor=same(0),
        refunded_minor=same(0),
        weight_grams=luck.integers(1, 5_000, size=COUNT),
        money=same(Money.NONE, np.int8),
        border=np.where(abroad, Border.UNDECLARED, Border.NOT_NEEDED).astype(np.int8),
        carriage=same(Carriage.NONE, np.int8),
        inspect=same(0, np.bool_),
        attempts=same(0, np.int8),
        s10=words([None] * COUNT),
        hold_id=words([""] * COUNT),
        duty_rule=words([None] * COUNT),
        assessed_minor=same(NEVER),
        assessed_tax_minor=same(NEVER),
        payout_currency=words([None] * COUNT),
        rate_top=same(0),
        rate_bottom=same(0),
        fx_margin=same(0),
        rate_locked_at=same(NEVER),
        rate_until=same(NEVER),
        payer=words([None] * COUNT),
        coupon_minor=same(0),
        coupon_funder=words([None] * COUNT),
        coupon_given_minor=same(0),
        coupon_goods_minor=same(0),
        moved_at=same(NEVER),
        claimed=same(False, bool),
        placed_at=FIRST_DAY * DAY + luck.integers(9 * DAY, size=COUNT),
        promised_on=same(0),
        dispatched_at=same(NEVER),
        arrived_at=same(NEVER),
        left_office_at=same(NEVER),
        delivered_at=same(NEVER),
        settled_at=same(NEVER),
        renewed_on=same(NEVER),
        due=same(0, np.int8),
        due_at=same(NEVER),
    )
