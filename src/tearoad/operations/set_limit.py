"""An operator sets how many pieces of a product one buyer may order."""

from tearoad.market.limits import Limit
from tearoad.operations.ports import Store
from tearoad.terms.names import storable
from tearoad.terms.refusal import BadInput

MOST_PIECES = 1_000_000


def set_limit(store: Store, sku: str, per_order: int | None, per_buyer: int | None, until: int | None) -> Limit | None:
    """From now on, instead of the limit that was there; where that one stands still, what was ordered since it began
    counts. Without numbers there is none any more. BadInput on an unknown product and on what is no limit."""
    for number in (per_order, per_buyer):
        if number is not None and not 1 <= number <= MOST_PIECES:
            raise BadInput(f"{number} pieces, expected 1 to {MOST_PIECES}")
    with store.unit() as unit:
        clock = unit.roads.state().clock_at
        product = unit.market.products([sku]).get(sku) if storable(sku) else None
        if product is None:
            raise BadInput(f"product {sku[:60]!r} is not known")
        if until is not None and until <= clock:
            raise BadInput("the limit would end before it begins: the road's clock stands later")
        known = product.limit
        since = known.since if known and known.stands(clock) else clock
        limit = Limit(per_order, per_buyer, since, until) if per_order or per_buyer else None
        unit.limits.set(sku, limit)
    return limit
