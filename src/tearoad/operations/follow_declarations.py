"""Parcels of the road follow their declarations, once they were handed over: what officers report moves them."""

from collections.abc import Sequence

import numpy as np

from tearoad.journey import steps
from tearoad.journey.border_of import BORDER_OF
from tearoad.journey.stages import Border, Carriage
from tearoad.journey.translate import duty_assessed
from tearoad.operations.item_ports import ItemRow
from tearoad.operations.on_the_way import let_out
from tearoad.operations.outcome import Outcome
from tearoad.operations.platform import Platform
from tearoad.operations.ports import Unit


def follow(p: Platform, unit: Unit, declarations: Sequence[ItemRow], clock: int) -> None:
    """What was reported of these declarations, whose parcels were handed over, at the moment of the clock. A parcel
    that counts as lost is settled."""
    if not declarations:
        return
    says = {row.consignment_id: BORDER_OF[row.state] for row in declarations}
    c = unit.journeys.some(sorted(says))
    border = np.array([says[name] for name in c.consignment_id], dtype=np.int8)
    rows = np.flatnonzero((c.border != border) & (c.carriage != Carriage.LOST))
    c, border = c.take(rows), border[rows]
    at, out = np.full(len(c), clock), Outcome()
    released, refused = border == Border.RELEASED, border == Border.REFUSED
    steps.hold(c, ~released & (c.border == Border.SELECTED))
    let_go = steps.release(c, p.players, released, at)
    steps.turn_back(c, refused, at)
    out.post(p, c, at, released, duty_assessed)
    let_out(p, c, out, at, let_go)
    out.refund(p, c, at, refused)
    out.write(unit)
    unit.journeys.save(c)
