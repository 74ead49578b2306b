"""Which form is due: dated bounds, and the fuller form where nobody can tell."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.customs.form import Amount
from tearoad.terms.refusal import BadInput
from tearoad.wire.forms.rules import read_forms
from tearoad.wire.law import LAW

FORMS = read_forms()
DAY = date(2026, 11, 11)
RATE = Decimal("0.104672")  # SDR for a yuan on 2026-01-06


@pytest.mark.parametrize(
    ("day", "s10", "grams", "worth", "form", "why"),
    [
        (DAY, "UA473124829CN", 2_000, [Amount(286_609, "CNY")], "CN 22", "within"),
        (DAY, "UA473124829CN", 2_000, [Amount(286_610, "CNY")], "CN 23", "value"),
        (DAY, "UA473124829CN", 2_001, [Amount(1, "CNY")], "CN 23", "weight"),
        (DAY, "CA473124829CN", 10, [Amount(1, "CNY")], "CN 23", "service"),
        (DAY, "", 10, [Amount(1, "CNY")], "CN 22", "within"),
        (DAY, "", 10, [Amount(1, "KZT")], "CN 23", "no rate"),
        (DAY, "", 10, [Amount(1, "KZT"), Amount(35_000, "EUR")], "CN 22", "within"),
        (DAY, "", 10, [Amount(1, "KZT"), Amount(35_100, "EUR")], "CN 23", "value"),
        (DAY, "", 10, [], "CN 23", "no rate"),
        (date(2021, 8, 24), "", 10, [Amount(1, "CNY")], "CN 23", "no rate"),
        (date(2021, 8, 25), "", 10, [Amount(1, "CNY")], "CN 22", "within"),
        (date(2012, 12, 31), "", 10, [Amount(1, "CNY")], "CN 23", "no row"),
        (None, "", 10, [Amount(1, "CNY")], "CN 23", "no row"),
    ],
)  # fmt: skip
def test_bounds(day: date | None, s10: str, grams: int, worth: list[Amount], form: str, why: str) -> None:
    found = FORMS.choice(day, s10, grams, worth)
    assert (found.form, found.why) == (form, why)
    if why in ("within", "value"):
        assert found.rates
        assert found.rates.source


@given(st.integers(0, 10**9))
def test_the_bound_is_the_oracle_s(minor: int) -> None:
    within = Decimal(minor) / 100 * RATE <= 300
    assert (FORMS.choice(DAY, "", 1, [Amount(minor, "CNY")]).form == "CN 22") == within


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("up_to_sdr: 300", "up_to_sdr: 0", "expected bounds above 0"),
        ("up_to_grams: 2000", "up_to_kilos: 2", "up_to_kilos is not a word of a row"),
        ("until: 2029-01-01", "until: 2012-01-01", "expected a source, and days of"),
        ("CNY: 0.108743", "CNY: dear", "expected a rate"),
        ("CNY: 0.108743", "QQQ: 1", "known currencies"),
        ("day: 2021-11-24", "day: 2021-08-25", "expected days in their order"),
        ("services: [C, E]", "services: [CP]", "single letters"),
        ("status: unverified", "status: rumour", "Invalid enum value"),
    ],
)
def test_a_bad_row_is_one_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = (LAW / "forms.yaml").read_text("utf-8")
    assert old in text
    path = tmp_path / "forms.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(BadInput, match=says) as error:
        read_forms(path)
    assert "\n" not in str(error.value)
