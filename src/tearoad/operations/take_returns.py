"""Take returns: each is matched wholly to earlier purchases of the same buyer and product, or refused by name."""

from collections.abc import Iterator, Sequence

from tearoad.journey.books import books
from tearoad.journey.give_back import coupon_left, goods_returned
from tearoad.journey.stages import Money
from tearoad.ledger.transfer import Transfer, base_id
from tearoad.operations.asked import AskedLine, AskedOrder
from tearoad.operations.bank_ports import Back, backs
from tearoad.operations.platform import Platform
from tearoad.operations.ports import EventRow, LineRow, Purchase, Unit
from tearoad.operations.told import RETURNED
from tearoad.terms.refusal import Refusal

MATCHED = "return matched"
UNMATCHED = "return without purchase"


def take_returns(p: Platform, orders: Sequence[AskedOrder]) -> None:
    """The lines with negative quantities of orders that were just placed, oldest first; each gets its verdict.

    A line that is already stored is passed over. Goods that come back while their money is held shrink the holds,
    later the merchant repays; before cash is paid at the door only the sum to be paid falls.
    """
    with p.store.unit() as unit:
        unit.roads.state()
        asked = sorted(
            ((order, line) for order in orders for line in order.lines if line.quantity < 0),
            key=lambda pair: (pair[1].placed_at, pair[1].order, pair[1].line),
        )
        done = unit.orders.stored_lines([order.order_id for order, _ in asked])
        fresh = [(order, line) for order, line in asked if (line.order, line.line) not in done]
        if fresh:
            _Returns(p, unit, fresh).take()


class _Returns:
    """One batch: purchases and consignments are loaded once, changed in memory and saved once."""

    def __init__(self, p: Platform, unit: Unit, asked: Sequence[tuple[AskedOrder, AskedLine]]) -> None:
        self.p, self.unit, self.asked = p, unit, asked
        pairs = sorted({(order.buyer, line.sku) for order, line in asked if order.buyer and line.goods})
        self.purchases: dict[tuple[str, str], list[Purchase]] = {pair: [] for pair in pairs}
        for purchase in unit.orders.purchases([pair[0] for pair in pairs], [pair[1] for pair in pairs]):
            self.purchases[purchase.buyer, purchase.sku].append(purchase)
        found = {row.consignment_id for rows in self.purchases.values() for row in rows}
        self.batch = unit.journeys.some(sorted(found))
        self.row_of = {name: row for row, name in enumerate(self.batch.consignment_id)}
        self.returned: dict[tuple[str, int], int] = {}
        self.events: list[EventRow] = []

    def take(self) -> None:
        lines: list[LineRow] = []
        transfers: list[Transfer] = []
        gone: list[Back] = []
        for order, line in self.asked:
            matches = self._matches(order, line)
            verdict = self._refusal(order, line) or (MATCHED if matches else UNMATCHED)
            for number, (purchase, units) in enumerate(matches):
                rows = list(self._give_back(purchase, units, line, number))
                transfers += rows
                gone += backs(purchase.order_id, rows)
            price = matches[0][0].unit_price_minor if matches else line.unit_price_minor or 0
            lines.append(LineRow(line.order, line.line, line.sku, line.quantity, price, verdict, None))
        self.unit.orders.add([], lines)
        self.unit.orders.mark_returned(self.returned)
        self.unit.journeys.save(self.batch)
        self.unit.ledger.post(transfers)
        self.unit.banks.pay_back(gone)
        self.unit.events.tell(self.events)

    def _refusal(self, order: AskedOrder, line: AskedLine) -> str | None:
        if not line.goods:
            return str(Refusal.NOT_GOODS)
        return None if order.buyer else str(Refusal.NO_BUYER)

    def _matches(self, order: AskedOrder, line: AskedLine) -> list[tuple[Purchase, int]]:
        """Newest purchases first; nothing where they do not cover the whole return."""
        wanted, matches = -line.quantity, []
        for purchase in self.purchases.get((order.buyer, line.sku), []):
            left = purchase.left - self.returned.get((purchase.order_id, purchase.line), 0)
            if purchase.placed_at > order.placed_at or left <= 0 or not wanted:
                continue
            units = min(left, wanted)
            wanted -= units
            matches.append((purchase, units))
        if wanted:
            return []
        for purchase, units in matches:
            key = (purchase.order_id, purchase.line)
            self.returned[key] = self.returned.get(key, 0) + units
        return matches

    def _give_back(self, purchase: Purchase, units: int, line: AskedLine, number: int) -> Iterator[Transfer]:
        c, row = self.batch, self.row_of[purchase.consignment_id]
        before = books(c, row, self.p.road.behaviour.carrier, self.p.territory)
        goods = before.goods - units * purchase.unit_price_minor
        fee = self.p.road.behaviour.fee_of(goods)
        given, worth = int(c.coupon_given_minor[row]), int(c.coupon_goods_minor[row])
        coupon = coupon_left(given, worth, goods) if given else 0
        if c.money[row] != Money.NONE:
            base = base_id(line.placed_at, "return", line.order, line.line, number)
            released = bool(c.money[row] == Money.RELEASED)
            yield from goods_returned(before, base, goods, fee, released, line.placed_at, coupon)
            c.refunded_minor[row] += before.goods - goods - (before.coupon - coupon)
            if not released:
                c.hold_id[row] = base
        c.goods_minor[row], c.fee_minor[row], c.coupon_minor[row] = goods, fee, coupon
        self.events.append(EventRow(RETURNED, purchase.order_id, purchase.consignment_id, line.placed_at))
