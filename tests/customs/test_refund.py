"""Refunds: asked in time, too late, of what is not in force; and rows that do not stand together are refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tearoad.boot.law import lawbook, refunds
from tearoad.customs.refund import EVENTS, RefundRule, proved
from tearoad.terms.refusal import BadInput

ACCEPTED = date(2026, 8, 3)
PLACES = lawbook().territories


def test_goods_bought_online_and_sent_back_within_90_days() -> None:
    for days, expected in ((0, "whole"), (90, "whole"), (91, "none")):
        found = refunds().of(PLACES["DE"], "duty", "returned", ACCEPTED, ACCEPTED + timedelta(days=days))
        assert (found.refund, found.rule and found.rule.id) == (expected, "eu-returned-2016")


def test_what_is_unverified_decides_nothing() -> None:
    found = refunds().of(PLACES["RU"], "duty", "returned", ACCEPTED, ACCEPTED)
    assert found.refund == "cannot tell"
    assert found.rule is not None
    assert found.rule.status == "unverified"


def test_where_the_book_has_no_row_nobody_can_tell() -> None:
    assert refunds().of(PLACES["HK"], "duty", "returned", ACCEPTED, ACCEPTED).rule is None
    assert refunds().of(PLACES["US"], "vat", "returned", ACCEPTED, ACCEPTED).refund == "cannot tell"


def test_every_event_has_an_answer_in_every_union() -> None:
    for code in ("RU", "DE", "GB", "US", "CN"):
        assert all(refunds().of(PLACES[code], "duty", event, ACCEPTED, ACCEPTED).rule for event in EVENTS)


ROW = RefundRule(
    id="a", jurisdiction="EU", event="lost", kinds=("duty",), refund="none", begins=date(2020, 1, 1),
    until=date(2021, 1, 1), status="in force", source="constructed", source_date=date(2020, 1, 1), checked_by="nobody",
)  # fmt: skip


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (replace(ROW, id="b", begins=date(2020, 12, 31), until=date(2022, 1, 1)), "b: overlaps a"),
        (replace(ROW, id="b", source=""), "b: expected a source"),
        (replace(ROW, id="b", jurisdiction="Mars"), "b: expected a source, kinds, and one of"),
        (replace(ROW, id="b", begins=date(2012, 1, 1)), "b: expected days of"),
    ],
)
def test_rows_prove_themselves(second: RefundRule, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        proved((ROW, second), PLACES)
