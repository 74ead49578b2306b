"""The buyer's money comes into escrow, and each part of it is held for the one it is meant for."""

from collections.abc import Sequence

import numpy as np

from tearoad.journey.books import books
from tearoad.journey.consignments import Consignments
from tearoad.journey.stages import Money
from tearoad.journey.translate import paid
from tearoad.ledger.transfer import Kind
from tearoad.operations.platform import Platform
from tearoad.operations.ports import Unit


def capture(p: Platform, unit: Unit, c: Consignments, at: Sequence[int]) -> None:
    """Of those whose journeys have just begun with their money held; `at` is the moment of each, since 1970."""
    carrier, rows = p.road.behaviour.carrier, np.flatnonzero(c.money == Money.HELD).tolist()
    transfers = [transfer for row in rows for transfer in paid(books(c, row, carrier, p.territory), at[row])]
    # Escrow has room for holds once the money is in it; in one call, each row would have to be judged by itself.
    first = [one for one in transfers if one.kind is Kind.DIRECT and one.group is None]
    unit.ledger.post(first, (one for one in transfers if one.kind is not Kind.DIRECT or one.group is not None))
