"""The form and ruling of what machines lodged, as the desk has it."""

from datetime import date

import pypdfium2
import pytest

from tearoad.boot.border import BorderOf
from tearoad.boot.forms import forms_of
from tearoad.boot.law import applied_law
from tearoad.customs.clearance import State
from tearoad.demo.items import demo_items
from tearoad.operations.asked_item import AskedItem, parts_of, personal_of
from tearoad.operations.item_ports import ItemRow

LAW = applied_law(date(2026, 11, 11))
AT = 1_794_355_200  # 2026-11-11


def row_of(asked: AskedItem, state: State) -> ItemRow:
    (decision,) = BorderOf(LAW)([asked], AT)
    return ItemRow("a" * 32, asked.id, "account:x", AT, asked.office, asked.destination, asked.s10, state, False, False,
                   decision.channel, decision.reasons, decision.total_minor, decision.tax_minor, decision.currency,
                   decision.law_hash, asked.consignment, b"", "", parts_of(asked).plain, 1)  # fmt: skip


@pytest.mark.parametrize(
    ("state", "word"),
    [(State.RELEASED, "Released"), (State.REFUSED, "Refused"), (State.FOR_SCAN, "Selected"), (State.HELD, "Held"),
     (State.ASSESSED, "Not decided finally"), (State.WITHDRAWN, "Withdrawn"), (State.RETURNED, "Returned")],
)  # fmt: skip
def test_what_was_lodged_is_printed(state: State, word: str) -> None:
    (asked,) = demo_items(1, 1, date(2026, 11, 11))
    pdf = forms_of(row_of(asked, state), personal_of(parts_of(asked).personal), LAW, "en")
    document = pypdfium2.PdfDocument(pdf)
    pages = [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    document.close()
    assert "-like, not certified" in pages[0]
    assert asked.recipient_name in pages[0]
    assert asked.id in pages[0]
    assert f"Decision {word}" in pages[-1]
    assert "2026-11-11" in pages[0]


def test_what_is_masked_stays_masked_and_what_is_missing_empty() -> None:
    (asked,) = demo_items(1, 1, date(2026, 11, 11))
    row = row_of(asked, State.RELEASED)
    masked = forms_of(row, {"recipient_name": "A***"}, LAW, "ru")
    document = pypdfium2.PdfDocument(masked)
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert "A***" in text
    assert asked.recipient_name not in text
    assert masked == forms_of(row, {"recipient_name": "A***"}, LAW, "ru")
