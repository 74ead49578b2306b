"""Numbers and money as each language writes them."""

import pytest

from tearoad.web.figures import about, amount, money, number, percent, tenths

GAP = "\u00a0"


def test_numbers() -> None:
    assert (number(-1234, "ru"), number(1234, "en"), number(1234, "zh")) == (f"-1{GAP}234", "1,234", "1,234")
    assert (tenths(3.46, "ru"), tenths(-0.5, "en")) == ("3,5", "-0.5")
    assert (percent(0.5, "ru"), percent(0.5, "en")) == (f"50{GAP}%", "50%")


def test_money() -> None:
    assert amount(-123_456, "RUB", "ru") == f"-1{GAP}234,56"
    assert money(123_456, "RUB", "ru") == f"1{GAP}234,56{GAP}₽"
    assert money(-123_456, "RUB", "en") == f"-RUB{GAP}1,234.56"
    with pytest.raises(KeyError):
        amount(1, "XXX", "en")
    assert about(123_456, "RUB", "ru") == f"1{GAP}235{GAP}₽"
    assert about(-123_449, "RUB", "en") == f"-RUB{GAP}1,234"
    assert about(123_456, "CNY", "zh") == "¥1,235"
