"""Declarations to be printed, and PDFs read back; shared by the tests of forms."""

from datetime import date
from typing import Any

import pypdfium2

from tearoad.customs.form import Choice, Form
from tearoad.wire.forms.values import Declaration, Line

WORDS = {"en": "Cotton T-shirt", "ru": "Футболка хлопковая", "zh": "男士纯棉衫"}


def declaration(form: Form = "CN 23", lines: int = 2, description: str = "Cotton T-shirt", **more: Any) -> Declaration:
    """One from China to Russia, with so many lines of that description."""
    values: dict[str, Any] = {
        "reference": "W17", "choice": Choice(form, "within", None, None), "s10": "HA473124829CN", "category": "sale",
        "currency": "CNY", "origin": "CN", "destination": "RU", "gross_grams": 1_250, "postage_minor": 2_500,
        "accepted_on": date(2026, 11, 11), "office": "zabaykalsk", "sender_name": "Lantern Trade",
        "sender_country": "CN", "sender_id": "acct-7", "recipient_name": "Анна Кузнец", "recipient_postcode": "101000",
        "recipient_identity": "500100732259", "order_id": "O1", "invoice": "INV-9",
        "lines": tuple(Line(at, description, at, 100 * at, 1_000 * at, "610910", "") for at in range(1, lines + 1)),
    }  # fmt: skip
    return Declaration(**(values | more))


def texts(pdf: bytes) -> list[str]:
    """The text of each page, lines joined."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def boxes(pdf: bytes) -> list[tuple[float, float, list[tuple[float, float, float, float]]]]:
    """Of each page its size, and where each of its characters stands, in points."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        found = []
        for page in document:
            text = page.get_textpage()
            found.append((*page.get_size(), [text.get_charbox(at) for at in range(text.count_chars())]))
        return found
    finally:
        document.close()
