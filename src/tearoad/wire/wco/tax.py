"""Tax lines: base times rate must be the assessed amount; those that differ are explained, as far as numbers can.

A line is complete when one DutyTaxFee has an ad valorem base, a rate and an assessed amount. It is equal when
|base x rate / 100 - amount| is at most TOLERANCE. An explanation is given only where its arithmetic holds.
"""

from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, localcontext
from typing import NamedTuple

from tearoad.wire.wco.tree import Element
from tearoad.wire.wco.values import Duty, duty, whole

TOLERANCE = Decimal("0.01")
EXACT = Context(prec=200)  # three numbers of 60 digits at most, so nothing is ever rounded in silence
MOST_BESIDE = 50  # lines of one item that are tried as the other half of a sum
RATE_DECIMALS = 3  # the model's own, n..17,3
HUNDRED = Decimal(100)


class TaxLine(NamedTuple):
    """A complete line; `reasons` are what its difference can be shown to come of, none for a line that is equal."""

    mrn: str
    reference: str
    item: int | None
    tax_type: str
    base: Decimal
    rate: Decimal
    expected: Decimal
    stated: Decimal
    currency: str
    equal: bool
    reasons: tuple[str, ...] = ()

    @property
    def difference(self) -> Decimal:
        """Stated less expected."""
        with localcontext(EXACT):
            return self.stated - self.expected

    @property
    def words(self) -> str:
        """One line for people."""
        whose = f"MRN {self.mrn}" if self.mrn else f"reference {self.reference or 'unnamed'}"
        item = "" if self.item is None else f", item {self.item}"
        sums = (
            f"{plain(self.base)} x {plain(self.rate)} % is {plain(self.expected)} {self.currency}".rstrip(),
            f"stated {plain(self.stated)}",
            f"{plain(abs(self.difference))} {'more' if self.stated > self.expected else 'less'}",
        )
        return "; ".join([f"{whose}{item}, tax {self.tax_type or 'unnamed'}: {', '.join(sums)}", *self.reasons])


class _Place(NamedTuple):
    mrn: str = ""
    reference: str = ""
    item: int | None = None


def tax_lines(message: Element) -> tuple[TaxLine, ...]:
    """The complete lines of a Declaration or a Response, at any depth, in its order."""
    with localcontext(EXACT):
        return tuple(line for place, group in _groups(message, _Place()) for line in _judged(place, group))


def plain(number: Decimal) -> str:
    """Without an exponent and needless zeros, but with two decimals at least."""
    before, _, after = f"{number:f}".partition(".")
    return f"{before}.{after.rstrip('0').ljust(2, '0')}"


def _groups(element: Element, place: _Place) -> Iterator[tuple[_Place, list[Duty]]]:
    """The DutyTaxFee that stand side by side, with where they stand."""
    if element.name == "Declaration":
        place = place._replace(mrn=element.word("ID"), reference=element.word("FunctionalReferenceID"))
    elif element.name == "GovernmentAgencyGoodsItem":
        place = place._replace(item=whole(element.word("SequenceNumeric")))
    found = [duty(child) for child in element.children if child.name == "DutyTaxFee"]
    if found:
        yield place, found
    for child in element.children:
        yield from _groups(child, place)


def _judged(place: _Place, group: list[Duty]) -> Iterator[TaxLine]:
    for one in group:
        if one.base is None or one.rate is None or one.assessed is None:
            continue
        expected, stated = one.base.value * one.rate / HUNDRED, one.assessed.value
        equal = abs(expected - stated) <= TOLERANCE
        currency = one.assessed.currency or one.base.currency
        reasons = () if equal else tuple(_reasons(one, expected, stated, group))
        yield TaxLine(
            place.mrn,
            place.reference,
            place.item,
            one.tax_type,
            one.base.value,
            one.rate,
            expected,
            stated,
            currency,
            equal,
            reasons,
        )


def _reasons(one: Duty, expected: Decimal, stated: Decimal, group: list[Duty]) -> Iterator[str]:
    assert one.base is not None
    assert one.assessed is not None
    assert one.rate is not None
    if one.base.currency != one.assessed.currency and one.base.currency and one.assessed.currency:
        yield f"the base is in {one.base.currency}, the amount in {one.assessed.currency}"
    for rounding, how in ((ROUND_DOWN, "down to"), (ROUND_HALF_UP, "to")):
        if stated == expected.quantize(Decimal(1), rounding):
            yield f"equal after rounding {how} whole units"
            break
    if one.deducted is not None and one.deducted.value and _close(expected - one.deducted.value, stated):
        yield f"equal after the deduction of {plain(one.deducted.value)}"
    if one.quantity is not None and _close(one.quantity * one.rate, stated):
        yield f"equal to the specific base {plain(one.quantity)} x {plain(one.rate)}"
    if stated and _close(-expected, stated):
        yield "equal with the other sign"
    if _close(expected * HUNDRED, stated):
        yield "equal if the rate were a fraction instead of per cent"
    for other in group[:MOST_BESIDE]:
        if other is not one and other.base is not None and other.rate is not None:
            product = other.base.value * other.rate / HUNDRED
            if product and _close(expected + product, stated):
                yield f"equal to the sum of two lines, with {plain(product)} of tax {other.tax_type or 'unnamed'}"
    yield from _needed_rate(one.base.value, stated)


def _needed_rate(base: Decimal, stated: Decimal) -> Iterator[str]:
    if not base:
        yield "no rate gives it: the base is 0"
        return
    needed = (stated * HUNDRED / base).quantize(Decimal(1).scaleb(-RATE_DECIMALS), ROUND_HALF_UP)
    gives = base * needed / HUNDRED
    if _close(gives, stated):
        yield f"the rate would have to be {plain(needed)} %"
    else:
        yield f"no rate of at most {RATE_DECIMALS} decimals gives it"


def _close(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= TOLERANCE
