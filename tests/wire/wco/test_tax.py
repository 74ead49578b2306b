"""Tax lines are recomputed exactly; a difference is explained only by what its numbers show."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wco_messages import DECLARATION, TEAPOT, rubles, taxed

from tearoad.wire.wco.safe_xml import parsed
from tearoad.wire.wco.schemas import messages
from tearoad.wire.wco.tax import TaxLine, plain, tax_lines
from tearoad.wire.wco.tree import Element, model
from tearoad.wire.wco.values import Amount, Duty
from tearoad.wire.wco.writing import write_declaration, write_response


def lines(raw: bytes) -> tuple[TaxLine, ...]:
    return tuple(line for _, element in messages(parsed(raw)) for line in tax_lines(model(element)))


def fee(base: str, rate: str, amount: str, **more: object) -> Duty:
    return Duty("A00", "", rubles(base), Decimal(rate), assessed=rubles(amount))._replace(**more)  # type: ignore[arg-type]


def one(duty: Duty) -> TaxLine:
    (line,) = lines(write_response(taxed(duty)))
    return line


@pytest.mark.parametrize(
    ("base", "rate", "amount", "equal"),
    [
        ("1000", "2", "20", True),
        ("1000", "2", "20.01", True),
        ("1000", "2", "19.99", True),
        ("1000", "2", "20.011", False),
        ("1000", "2", "19.989", False),
        ("0.1", "10", "0.02", True),
        ("0.1", "10", "0.021", False),
        ("33.33", "33.333", "11.11", True),
        ("-1000", "2", "-20.01", True),
        ("-1000", "2", "-20.011", False),
        ("0", "5", "0.01", True),
        ("0", "5", "0.011", False),
        ("9999999999999.999", "99.999", "9999899999999.999", True),
        ("9999999999999.999", "99.999", "9999900000000.010", False),
    ],
)
def test_equal_is_within_a_hundredth_and_not_beyond(base: str, rate: str, amount: str, equal: bool) -> None:
    line = one(fee(base, rate, amount))
    assert line.equal is equal
    assert line.difference == Decimal(amount) - Decimal(base) * Decimal(rate) / 100


WORDS = st.decimals(Decimal("-9999999999"), Decimal("9999999999"), places=3)


@given(WORDS, WORDS, WORDS)
def test_sums_are_exact(base: Decimal, rate: Decimal, amount: Decimal) -> None:
    leaves = (("AdValoremTaxBaseAmount", base), ("TaxRateNumeric", rate))
    payment = Element("Payment", children=(Element("TaxAssessedAmount", text=f"{amount:f}"),))
    tree = Element("DutyTaxFee", children=(*(Element(name, text=f"{number:f}") for name, number in leaves), payment))
    (line,) = tax_lines(Element("Response", children=(tree,)))
    expected = Fraction(base) * Fraction(rate) / 100
    assert Fraction(line.expected) == expected
    assert line.equal is (abs(expected - Fraction(amount)) <= Fraction(1, 100))
    assert line.equal or (line.words and "\n" not in line.words)
    for reason in line.reasons:
        if reason.startswith("the rate would have to be"):
            needed = Fraction(reason.removeprefix("the rate would have to be ").removesuffix(" %"))
            assert abs(Fraction(base) * needed / 100 - Fraction(amount)) <= Fraction(1, 100)


@pytest.mark.parametrize(
    ("duty", "reasons"),
    [
        (fee("1055", "2.5", "26"), ["equal after rounding down to whole units", "the rate would have to be 2.464 %"]),
        (fee("1065", "2.5", "27"), ["equal after rounding to whole units", "the rate would have to be 2.535 %"]),
        (fee("1000", "2", "21"), ["the rate would have to be 2.10 %"]),
        (fee("1000", "2", "-20"), ["equal with the other sign", "the rate would have to be -2.00 %"]),
        (
            fee("1000", "0.2", "200"),
            ["equal if the rate were a fraction instead of per cent", "the rate would have to be 20.00 %"],
        ),
        (fee("1000", "2", "15", deducted=rubles("5")),
         ["equal after the deduction of 5.00", "the rate would have to be 1.50 %"]),
        (fee("1000", "2", "24", quantity=Decimal(12)),
         ["equal to the specific base 12.00 x 2.00", "the rate would have to be 2.40 %"]),
        (fee("1000", "2", "21", assessed=Amount(Decimal(21), "CNY")),
         ["the base is in RUB, the amount in CNY", "the rate would have to be 2.10 %"]),
        (fee("0", "2", "21"), ["no rate gives it: the base is 0"]),
        (fee("99999999", "2", "21"), ["no rate of at most 3 decimals gives it"]),
    ],
)  # fmt: skip
def test_a_difference_has_the_reasons_that_its_numbers_show(duty: Duty, reasons: list[str]) -> None:
    line = one(duty)
    assert not line.equal
    assert list(line.reasons) == reasons


def test_a_sum_of_two_lines_is_seen() -> None:
    first, second = lines(write_response(taxed(fee("1000", "2", "224"), fee("1020", "20", "204", tax_type="B00"))))
    assert first.reasons[0] == "equal to the sum of two lines, with 204.00 of tax B00"
    assert second.equal
    assert first.words == (
        "MRN 26RU00000000000001, item 1, tax A00: 1000.00 x 2.00 % is 20.00 RUB, stated 224.00, 204.00 more; "
        "equal to the sum of two lines, with 204.00 of tax B00; the rate would have to be 22.40 %"
    )


def test_only_complete_lines_count() -> None:
    whole = fee("1000", "2", "20")
    for part in ("base", "rate", "assessed"):
        assert lines(write_response(taxed(whole._replace(**{part: None})))) == ()
    assert len(lines(write_response(taxed(whole, whole._replace(rate=None), whole)))) == 2


def test_lines_of_a_declaration_say_their_own_reference() -> None:
    goods = TEAPOT._replace(sequence=7, duties=(fee("1000", "2", "21"),))
    (line,) = lines(write_declaration(DECLARATION._replace(items=(goods,))))
    assert (line.mrn, line.reference, line.item) == ("", DECLARATION.reference, 7)
    assert line.words.startswith("reference TEA-2026-1, item 7, tax A00: ")


@pytest.mark.parametrize("word", ["NaN", "1e3", "Infinity", "12,5", "", "1" * 31, "٣", "1 000"])
def test_what_is_no_plain_decimal_is_no_line(word: str) -> None:
    raw = write_response(taxed(fee("1000", "2", "20"))).replace(b">1000<", f">{word}<".encode())
    assert lines(raw) == ()


def test_numbers_are_shown_plainly() -> None:
    shown = {"20.0000": "20.00", "1E+3": "1000.00", "0.125": "0.125", "-0.5": "-0.50", "7": "7.00"}
    assert {word: plain(Decimal(word)) for word in shown} == shown
