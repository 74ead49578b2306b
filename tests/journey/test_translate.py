"""Whatever happens to consignments, in whatever order: the ledger takes every posting, nothing stays held, and every
account ends at what a plain reckoning of the outcome says."""

import random
from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearoad.boot.chart import own_chart
from tearoad.boot.road import own_corridor
from tearoad.journey.books import Books, hold_coupon
from tearoad.journey.give_back import charged_back, coupon_left, goods_returned, refunded
from tearoad.journey.stages import Carriage
from tearoad.journey.translate import confirmed, coupon_freed, delivered, duty_assessed, paid, remitted
from tearoad.ledger.book import Book
from tearoad.ledger.chart import currency_of, what_of
from tearoad.ledger.exchange import Lock, exchange, worth
from tearoad.ledger.transfer import Direct, Group, Kind, Part, Transfer, base_id, direct_id, linked, moment_of, part_id

FEE_OF = own_corridor().road.behaviour.fee_of
NOW = 1_760_000_000
BUDGET = 10**9  # of a coupon's funder


def rouble_books(**changes: object) -> Books:
    """100.00 RUB of goods with every part, all of it plain."""
    whole = Books(
        id=base_id(NOW, "a"),
        hold_id=base_id(NOW, "a"),
        merchant="leaf",
        carrier="post",
        territory="RU",
        currency="RUB",
        goods=10_000,
        fee=500,
        postage=2_000,
        duty=300,
        tax=200,
        assessed_duty=300,
        assessed_tax=200,
        cash=False,
        duty_paid=False,
    )
    return whole._replace(**changes)


def new_book() -> Book:
    """With money set aside for coupons."""
    book = Book(own_chart())
    book.post(
        Transfer(
            base_id(NOW, "budget", who), Kind.DIRECT, "psp_clearing:RUB", f"coupon_funding:{who}:RUB", BUDGET, None, 1
        )
        for who in ("platform", "leaf")
    )
    return book


class Story:
    """One consignment lives; `expected` are the balances that its outcome leaves, by a reckoning of its own."""

    def __init__(self, book: Book, luck: random.Random, name: str) -> None:
        self.book, self.luck, self.at = book, luck, NOW
        goods = luck.choice([1, luck.randrange(1, 500), luck.randrange(1, 10**6)])
        lock = luck.choice([None, ("CNY", 80_000, 950_001), ("JPY", 1_600_000, 912_345)])
        self.first = rouble_books(
            id=base_id(NOW, name),
            hold_id=base_id(NOW, name),
            goods=goods,
            fee=FEE_OF(goods),
            postage=luck.choice([0, luck.randrange(50_000)]),
            duty=luck.choice([0, luck.randrange(9_000)]),
            tax=luck.choice([0, luck.randrange(9_000)]),
            assessed_duty=luck.choice([0, luck.randrange(9_000)]),
            assessed_tax=luck.choice([0, luck.randrange(9_000)]),
            cash=luck.random() < 0.3,
            lock=Lock("RUB", *lock, luck.randrange(300), NOW, NOW + 1) if lock else None,
            coupon=luck.choice([0, 0, luck.randrange(goods + 1)]),
            funder=luck.choice(["platform", "leaf"]),
        )
        if luck.random() < 0.7:
            self.first = self.first._replace(coupon_held=self.first.coupon)  # as orders have it
        self.b = self.first
        self.abroad = luck.random() < 0.8
        if not self.abroad:
            self.b = self.first = self.b._replace(duty=0, tax=0, assessed_duty=0, assessed_tax=0)
        self.ended: str | None = None
        self.settled = self.merchant_answers = False
        self.returns = 0
        self.steps = self._life()

    def live(self) -> bool:
        """One step; False when there is none left."""
        self.at += 10
        return next(self.steps, None) is not None

    def _post(self, rows: Iterable[Transfer]) -> None:
        listed = list(rows)
        assert not any(row.group is None for row in listed if self._takes_two(row))
        self.book.post(listed)
        before = self.book.balances()
        self.book.post(listed)  # asking twice is asking once
        assert self.book.balances() == before

    def _takes_two(self, row: Transfer) -> bool:
        """One side of what makes no sense alone: money in another currency, or a coupon's way to its funder."""
        passes = row.credit == "escrow:RUB" and self.settled
        return passes or currency_of(row.debit) != "RUB"

    def _life(self) -> Iterable[bool]:
        luck = self.luck
        self._post(hold_coupon(self.b, self.at))
        if luck.random() < 0.1:
            return self._nobody_pays()
        if not self.b.cash:
            self._post(paid(self.b, self.at))
        yield True
        yield from self._meanwhile()
        if luck.random() < 0.1:
            return self._refund(Carriage.CANCELLED)
        if self.abroad and luck.random() < 0.7:
            self._border()
            yield True
        yield from self._meanwhile()
        if luck.random() < 0.1:
            return self._refund(Carriage.LOST)
        if self.abroad and not self.b.duty_paid and luck.random() < 0.4:
            return self._refund(Carriage.RETURNED)
        if self.abroad and not self.b.duty_paid:
            self._border()
            yield True
        if self.b.cash and luck.random() < 0.3:
            return self._refund(Carriage.RETURNED)
        self._post(delivered(self.b, self.at))
        collected = self.b.price_at_the_door - self.b.coupon
        self.b = self.b._replace(delivered=True)
        yield True
        yield from self._meanwhile()
        if not self.b.charged_back:
            assert all(balance <= 0 for name, balance in self._of_merchant().items())
            self._post(confirmed(self.b, self.at))
            self.settled = True
        yield True
        yield from self._meanwhile()
        if self.b.cash:
            self._post(remitted(self.b, collected, self.at))

    def _nobody_pays(self) -> None:
        self._post(coupon_freed(self.b, self.at))
        self.ended = "UNPAID"

    def _of_merchant(self) -> dict[str, int]:
        """What this consignment did to its merchant's account."""
        ids = {self.first.id[:30], self.b.hold_id[:30]}
        rows = [
            row for row in self.book.journal if row.transfer_id[:30] in ids and row.kind in (Kind.DIRECT, Kind.POST)
        ]
        return {
            self.b.seller: sum(
                row.amount_minor * ((row.credit == self.b.seller) - (row.debit == self.b.seller)) for row in rows
            )
        }

    def _border(self) -> None:
        self.b = self.b._replace(duty_paid=True)
        self._post(duty_assessed(self.b, self.at))

    def _meanwhile(self) -> Iterable[bool]:
        while not self.b.charged_back and self.luck.random() < 0.35:
            self.at += 1
            if self.luck.random() < 0.2 and not self.b.cash:
                self.merchant_answers = self.luck.random() < 0.5
                self._post(charged_back(self.b, self.settled, self.merchant_answers, self.at))
                self.b = self.b._replace(charged_back=True)
            else:
                self._return()
            yield True

    def _return(self) -> None:
        left = self.luck.randrange(self.b.goods + 1)
        coupon = coupon_left(self.first.coupon, self.first.goods, left)
        if not self.b.cash or self.b.delivered:
            self.returns += 1
            base = base_id(self.at, "return", self.first.id, self.returns)
            self._post(goods_returned(self.b, base, left, FEE_OF(left), self.settled, self.at, coupon))
            if not self.settled:
                self.b = self.b._replace(hold_id=base)
        self.b = self.b._replace(goods=left, fee=FEE_OF(left), coupon=coupon)

    def _refund(self, carriage: Carriage) -> None:
        self._post(refunded(self.b, carriage, self.at))
        self.ended = carriage.name

    def expected(self) -> Counter[str]:
        """From who has got what in the end."""
        b, first, found = self.b, self.first, Counter[str]()
        dues = min(first.duty, first.assessed_duty), min(first.tax, first.assessed_tax)
        carried = self.ended is None or self.ended == "RETURNED"
        if carried:
            found["postage_payable:post:RUB"] += first.postage
        if self.ended is None:
            found["duty_payable:RU:RUB"] += first.assessed_duty
            found["tax_payable:RU:RUB"] += first.assessed_tax
            found["landed_price_cover:RUB"] -= first.assessed_duty + first.assessed_tax - sum(dues)
        goods_stay = self.settled and (not b.charged_back or not self.merchant_answers)
        if goods_stay:
            self._to_merchant(found)
        if self.ended == "RETURNED" and b.cash:
            found["cod_refusal_cost:RUB"] -= first.postage
        elif self.ended == "RETURNED" and b.lock:
            found[b.seller] -= worth(first.postage, b.lock)
            found[f"fx:{b.lock.target}"] += worth(first.postage, b.lock)
            found["fx:RUB"] -= first.postage
        elif self.ended == "RETURNED":
            found[b.seller] -= first.postage
        if b.charged_back:
            spent = first.postage + sum(dues) if self.ended is None else 0
            found["dispute_reserve:RUB"] -= spent + (b.goods - b.coupon if goods_stay else 0)
        elif self.ended is None:
            found["psp_clearing:RUB"] -= b.goods - b.coupon + first.postage + sum(dues)
        return found

    def _to_merchant(self, found: Counter[str]) -> None:
        b = self.b
        found["fee:RUB"] += b.fee
        found[f"coupon_funding:{b.funder}:RUB"] -= b.coupon
        if b.lock:
            position, margin, owed = exchange(b.goods - b.fee, b.lock)
            found["fx:RUB"] += position
            found["fx_margin:RUB"] += margin
            found[f"fx:{b.lock.target}"] -= owed
            found[b.seller] += owed
        else:
            found[b.seller] += b.goods - b.fee


@settings(max_examples=400)
@given(st.integers(0, 2**32), st.integers(1, 3))
def test_every_order_ends_as_it_should_whatever_happens(seed: int, count: int) -> None:
    luck, book = random.Random(seed), new_book()
    order = [Story(book, luck, f"{seed}/{number}") for number in range(count)]
    going = list(order)
    while going:
        one = luck.choice(going)
        if not one.live():
            going.remove(one)
    expected = Counter(
        {"psp_clearing:RUB": -2 * BUDGET, "coupon_funding:platform:RUB": BUDGET, "coupon_funding:leaf:RUB": BUDGET}
    )
    for one in order:
        for name, amount in one.expected().items():
            expected[name] += amount
    balances = {name: balance for name, balance in book.balances().items() if balance}
    assert balances == {name: amount for name, amount in expected.items() if amount}
    assert not any(sums.debits_pending or sums.credits_pending for sums in book.accounts.values())
    by_currency = Counter[str]()
    for name, balance in book.balances().items():
        by_currency[currency_of(name)] += balance
    assert not any(by_currency.values())


def test_stories_take_every_branch() -> None:
    ends = Counter[tuple[object, ...]]()
    for seed in range(600):
        one = Story(new_book(), random.Random(seed), str(seed))
        while one.live():
            pass
        b = one.b
        ends[one.ended, one.settled, b.charged_back, b.cash] += 1
        ends["lock", b.lock is not None, one.settled] += 1
        ends["returns", one.returns > 1, one.settled, b.lock is not None, b.coupon > 0] += 1
    for ended in ("CANCELLED", "LOST", "RETURNED"):
        assert all(ends[ended, False, *rest] for rest in ((False, False), (False, True), (True, False))), ended
    assert all(
        ends[None, *rest]
        for rest in ((True, False, False), (True, True, False), (False, True, False), (True, False, True))
    )
    assert all(ends["lock", lock, settled] for lock in (True, False) for settled in (True, False))
    assert all(ends["returns", True, True, lock, coupon] for lock in (True, False) for coupon in (True, False))


def test_a_merchant_is_paid_in_both_currencies_or_in_none() -> None:
    b, book = rouble_books(lock=Lock("RUB", "CNY", 80_000, 950_000, 100, NOW, NOW + 1)), new_book()
    book.post(paid(b, NOW))
    settled = list(confirmed(b, NOW + 1))
    assert {(what_of(row.debit), what_of(row.credit), currency_of(row.debit)) for row in settled} == {
        ("escrow", "fx", "RUB"),
        ("escrow", "fee", "RUB"),
        ("escrow", "fx_margin", "RUB"),
        ("fx", "seller_payable", "CNY"),
    }
    assert len({row.group for row in settled}) == 1
    assert None not in {row.group for row in settled}
    before = book.balances()
    said = book.offer(settled)  # no account of the merchant in that currency is open
    assert {verdict.name for verdict in said} == {"LINKED", "NO_ACCOUNT"}
    assert book.balances() == before


def test_a_coupon_that_its_funder_cannot_pay_stops_the_payment() -> None:
    b, book = rouble_books(coupon=1_000, funder="poor"), new_book()
    funded = list(paid(b, NOW))
    book.post(paid(rouble_books(id=base_id(NOW, "b"), hold_id=base_id(NOW, "b")), NOW))
    book.open([book.accounts["fee:RUB"].account._replace(name="coupon_funding:poor:RUB", floor=0)])
    before = book.balances()
    assert {verdict.name for verdict in book.offer(funded)} == {"LINKED", "NOT_COVERED"}
    assert book.balances() == before


@given(st.integers(1, 10**6), st.data())
def test_a_coupon_is_shared_by_what_is_left_however_goods_come_back(goods: int, data: st.DataObject) -> None:
    coupon = data.draw(st.integers(0, goods))
    left = data.draw(
        st.lists(st.integers(0, goods), max_size=6).map(lambda cuts: sorted([goods, *cuts, 0], reverse=True))
    )
    shares = [coupon_left(coupon, goods, one) for one in left]
    assert (shares[0], shares[-1]) == (coupon, 0)
    own = [one - share for one, share in zip(left, shares, strict=True)]
    assert own == sorted(own, reverse=True)
    assert shares == sorted(shares, reverse=True)
    assert all(abs(2 * share * goods - 2 * coupon * one) <= goods for one, share in zip(left, shares, strict=True))


def test_what_the_border_asks_more_is_the_platforms_and_less_is_the_buyers() -> None:
    b, book = rouble_books(assessed_duty=450, assessed_tax=150, duty_paid=True), new_book()
    book.post(paid(b._replace(duty_paid=False), NOW))
    book.post(duty_assessed(b, NOW + 1))
    balances = book.balances()
    assert (balances["duty_payable:RU:RUB"], balances["tax_payable:RU:RUB"]) == (450, 150)
    assert balances["landed_price_cover:RUB"] == -150
    assert balances["psp_clearing:RUB"] == -2 * BUDGET - b.price + 50
    assert b.price_at_the_door == 10_000 + 2_000 + 300 + 150


def test_cash_cannot_be_charged_back() -> None:
    with pytest.raises(AssertionError, match="through it"):
        list(charged_back(rouble_books(cash=True), True, True, NOW))


def test_ids_of_a_consignment_never_meet() -> None:
    base = base_id(NOW, "x")
    parts = [part_id(base, kind, part) for kind in (Kind.HOLD, Kind.POST, Kind.VOID) for part in Part]
    directs = [direct_id(base, why) for why in Direct]
    row = Transfer(base, Kind.DIRECT, "a", "b", 1, None, NOW)
    groups = [str(one.group) for why in Group for one in linked(base, why, [row])]
    assert len({*parts, *directs, *groups}) == len(parts) + len(directs) + len(groups)
    assert {name[:30] for name in (*parts, *directs, *groups)} == {base[:30]}
    assert moment_of(base) == NOW
