"""What follows where an office closes or opens, once all of it is written: dates are to be reckoned anew."""

from collections.abc import Sequence

from tearoad.operations.platform import Prices
from tearoad.operations.ports import Unit


def moved(p: Prices, unit: Unit, consignment_ids: Sequence[str]) -> None:
    """Parcels that have another turn, another lane or another office than they had. Nobody is told here: this is where
    the renewal of promises is joined."""
