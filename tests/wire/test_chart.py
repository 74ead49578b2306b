"""The chart's file: the one that ships, and what may be wrong with one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tearoad.ledger.chart import What
from tearoad.terms.refusal import BadInput
from tearoad.wire.chart import LANGUAGES, read_chart
from tearoad.wire.shipped import chart_file

SHIPPED = chart_file().read_text(encoding="utf-8")
KIND = """
[bonus]
whom = "buyer"
side = "credit"
floor = -5
ceiling = 100
title = { en = "Bonus", ru = "Бонус", zh = "奖金" }
about = "a gift"
"""
Chart = Callable[[str], Path]


@pytest.fixture
def chart(tmp_path: Path) -> Chart:
    def write(text: str) -> Path:
        (tmp_path / "chart.toml").write_text(text, encoding="utf-8")
        return tmp_path / "chart.toml"

    return write


def test_the_chart_that_ships() -> None:
    chart = read_chart(chart_file())
    assert set(chart) == set(What)
    assert {what for what, kind in chart.items() if kind.floor is not None} == {
        "wallet",
        "escrow",
        "coupon_funding",
        "bonus_funding",
    }
    assert all(kind.ceiling is None for kind in chart.values())
    for kind in chart.values():
        assert sorted(kind.title) == sorted(LANGUAGES)
        assert kind.side in {"credit", "debit"}
    for language in LANGUAGES:
        assert len({kind.title[language] for kind in chart.values()}) == len(chart)


def test_a_kind_may_be_added(chart: Chart) -> None:
    kind = read_chart(chart(SHIPPED + KIND))["bonus"]
    assert (kind.what, kind.whom, kind.side, kind.floor, kind.ceiling) == ("bonus", "buyer", "credit", -5, 100)
    assert (kind.title["zh"], kind.about) == ("奖金", "a gift")


WRONG = {
    "nothing": ("", r"no \[\w+\], expected every kind that is posted to"),
    "a kind that is posted to is missing": (
        SHIPPED.replace("[escrow]", "[esrow]"),
        r"no \[escrow\], expected every kind",
    ),
    "no table": ("bonus = 3\n" + SHIPPED, r"\[bonus\]: 3, expected a table"),
    "no title": (SHIPPED + KIND.replace("title", "titel"), r"\[bonus\], title: None, expected a word for each of en"),
    "a title without a language": (SHIPPED + KIND.replace("zh", "cn"), r"\[bonus\], title: .*'cn'.*expected a word"),
    "an empty title": (SHIPPED + KIND.replace("Бонус", ""), r"\[bonus\], title: .*expected a word for each"),
    "half a kopeck": (SHIPPED + KIND.replace("-5", "0.5"), r"\[bonus\], floor: 0.5, expected a whole number"),
    "a floor that is true": (SHIPPED + KIND.replace("-5", "true"), r"\[bonus\], floor: True, expected a whole number"),
    "a word for a ceiling": (SHIPPED + KIND.replace("100", '"x"'), r"\[bonus\], ceiling: 'x', expected a whole number"),
    "no side": (SHIPPED + KIND.replace("side", "seite"), r"\[bonus\], side: None, expected one of"),
    "another side": (SHIPPED + KIND.replace('"credit"', '"left"'), r"\[bonus\], side: 'left', expected one of"),
    "no about": (SHIPPED + KIND.replace("about", "abuot"), r"\[bonus\]: expected `about`"),
    "a number for whom": (SHIPPED + KIND.replace('"buyer"', "7"), r"\[bonus\]: expected `about`, and `whom` as a word"),
    "an unknown word": (SHIPPED + KIND + "flor = 0\n", r"\[bonus\]: 'flor' is not known"),
    "no TOML": (SHIPPED + "[", r"chart.toml: "),
    "a kind twice": (SHIPPED + KIND + KIND, r"chart.toml: "),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_one_line_that_says_where(chart: Chart, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said) as caught:
        read_chart(chart(text))
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file"):
        read_chart(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(BadInput, match=r"latin\.toml"):
        read_chart(tmp_path / "latin.toml")
