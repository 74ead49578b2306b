"""Limits of pieces: what one order asks too much of is refused before stock is looked at, what a buyer's orders ask too
much of together is refused under the locks of the stock."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from tearoad.operations.coupon_ports import Bounded
from tearoad.operations.judged import Judged
from tearoad.operations.ports import Unit
from tearoad.terms.refusal import Refusal

Allowed = dict[tuple[str, str], int]  # pieces by (buyer, sku)


def refuse_too_many_at_once(rows: Sequence[Judged]) -> None:
    """Rows without a refusal of which their order has too many pieces, line after line."""
    taken: dict[tuple[str, str], int] = {}
    for row in rows:
        limit = row.product.limit if row.product else None
        if row.refusal or limit is None or limit.most_at_once is None or not limit.stands(row.order.placed_at):
            continue
        key = row.order.order_id, row.line.sku
        if taken.get(key, 0) + row.line.quantity > limit.most_at_once:
            row.refusal = Refusal.OVER_LIMIT
        else:
            taken[key] = taken.get(key, 0) + row.line.quantity


def allowed(unit: Unit, rows: Sequence[Judged]) -> Allowed:
    """How many more pieces each buyer may order of what is limited, once its stock is locked; nothing is asked where
    nothing is."""
    bounds: dict[tuple[str, str], tuple[Bounded, int]] = {}
    for row in rows:
        limit = row.product.limit if row.product else None
        if limit and limit.most_per_buyer is not None and limit.stands(row.order.placed_at):
            about = Bounded(row.order.buyer, row.line.sku, limit.since, limit.until)
            bounds[about.buyer, about.sku] = about, limit.most_per_buyer
    if not bounds:
        return {}
    before = unit.limits.ordered([about for about, _ in bounds.values()])
    return {key: max(most - before.get(key, 0), 0) for key, (_, most) in bounds.items()}


def grant(
    rows: Sequence[Judged], there: Mapping[str, int], more: Mapping[tuple[str, str], int], *, whole: bool
) -> dict[str, int]:
    """The pieces that are taken, by sku; rows that cannot be had are refused. As `kernel.stock`, whose two functions
    are the cases `whole` and not: neighbours of one order stand or fall together, or each row for itself."""
    left, may = dict(there), dict(more)
    numbered = list(enumerate(rows))
    for _, group in groupby(numbered, key=lambda one: one[1].order.order_id if whole else one[0]):
        together = [row for _, row in group]
        got = []
        for row in together:
            sku, pieces = row.line.sku, row.line.quantity
            key = row.order.buyer, sku
            limited = key in may and _is_limited(row)
            if pieces > left[sku]:
                row.refusal = Refusal.OUT_OF_STOCK
            elif limited and pieces > may[key]:
                row.refusal = Refusal.OVER_LIMIT
            else:
                _take(row, left, may, pieces, limited=limited)
                got.append((row, limited))
        if len(got) < len(together):
            for row, limited in got:
                _take(row, left, may, -row.line.quantity, limited=limited)
    return {sku: count - left[sku] for sku, count in there.items() if count != left[sku]}


def _take(row: Judged, left: dict[str, int], may: dict[tuple[str, str], int], pieces: int, *, limited: bool) -> None:
    left[row.line.sku] -= pieces
    if limited:
        may[row.order.buyer, row.line.sku] -= pieces


def _is_limited(row: Judged) -> bool:
    limit = row.product.limit if row.product else None
    return limit is not None and limit.stands(row.order.placed_at)
