"""A lawbook with a hole, an overlap, a row without source or an unknown word is refused, and the row is named."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from tearoad.boot.road import lawbook
from tearoad.customs.lawbook import NO_RULE, read_lawbook
from tearoad.terms.days import day_number
from tearoad.terms.refusal import BadInput


def row(name: str, first: date, until: date, **other: Any) -> dict[str, Any]:
    rate = {"threshold_minor": 20_000, "threshold_grams": 31_000, "ad_valorem": 1_500, "specific_minor_per_kg": 200}
    words = {"subject": "post", "status": "in force", "basis": "excess", "source": "a gazette"}
    return {"id": name, "from": first, "until": until, **rate, **words, **other}


def book(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"jurisdiction": "X", "territories": ["X"], "currency": "EUR", "rows": list(rows)}


A, B, C = date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (row("late", date(2021, 2, 1), C), "late: begins 2021-02-01, expected 2021-01-01"),
        (row("early", date(2020, 12, 31), C), "early: begins"),
        (row("unsourced", B, C, source=""), "unsourced: expected a source"),
        (row("odd", B, C, basis="half"), "odd: expected"),
        (row("backwards", C, B), "backwards: expected"),
        (row("wordy", B, C, colour="red"), "wordy: keys differ by .'colour'"),
    ],
)
def test_it_proves_itself(second: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_lawbook(book(row("first", A, B), second), "x.yaml")


def test_a_proposed_row_decides_nothing() -> None:
    law = read_lawbook(book(row("first", A, B), row("next", B, C, status="proposed")), "x.yaml")
    days = np.array([day_number(A) - 1, day_number(A), day_number(B) - 1, day_number(B)])
    duty, rule = law.duty(days, np.full(4, 30_000), np.full(4, 100))
    assert rule.tolist() == [NO_RULE, 0, 0, NO_RULE]
    assert duty.tolist() == [0, 1_500, 1_500, 0]


def test_the_road_has_a_rule_for_every_day_of_its_demo() -> None:
    law = lawbook()
    days = np.arange(day_number(date(2025, 10, 1)), day_number(date(2026, 12, 31)))
    assert (law.duty(days, days * 0, days * 0)[1] != NO_RULE).all()
