"""Pages of a PDF as a scanner sees them; and rows to be printed. Shared by the tests of labels and forms."""

import io
from typing import Any

import pypdfium2
import zxingcpp

from tearoad.wire.forms import fonts
from tearoad.wire.labels.rows import printed
from tearoad.wire.labels.values import COLUMNS, Judged
from tearoad.wire.labels.volume import Volume

DPI = 203  # of a common label printer
LINEAR, SQUARE = "Code128", "QRCode"
RECEPTACLE = "CNPEKARUMOWAACA60001001100123"


def scanned(pdf: bytes, dpi: int = DPI) -> list[list[tuple[str, str]]]:
    """Of each page the codes on it, as (kind, text), sorted."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pictures = [page.render(scale=dpi / 72, grayscale=True).to_pil() for page in document]
    finally:
        document.close()
    found = [zxingcpp.read_barcodes(picture) for picture in pictures]
    return [sorted((one.format.name, one.text) for one in page) for page in found]


def address(number: str, /, **more: str) -> dict[str, str]:
    """A whole row, from Hangzhou to Kazan."""
    row = {column.name: "" for column in COLUMNS["address"]} | {
        "number": number, "weight_grams": "1250",
        "sender_name": "杭州灯笼贸易有限公司", "sender_street": "余杭区文一西路969号",
        "sender_city": "杭州市", "sender_area": "浙江省",
        "sender_postcode": "310000", "sender_country": "CN", "sender_phone": "+8613800138000",
        "recipient_name": "Щербаков Юрий", "recipient_street": "ул. Соловьёва, д. 5, кв. 17",
        "recipient_city": "Казань", "recipient_area": "Республика Татарстан", "recipient_postcode": "420111",
        "recipient_country": "RU", "recipient_phone": "+79173951234",
    }  # fmt: skip
    return row | more


def receptacle(serial: int = 1, /, **more: str) -> dict[str, str]:
    """A whole row, from Beijing to Moscow."""
    row = {"receptacle_id": f"{RECEPTACLE[:20]}{serial:03d}{RECEPTACLE[23:]}", "origin_name": "北京国际邮件互换局",
           "destination_name": "Москва ММПО Шереметьево", "item_count": "17", "weight_grams": "12345"}  # fmt: skip
    return row | more


def volume(kind: str, rows: list[dict[str, str]], language: str = "ru", up: int = 1) -> tuple[bytes, list[Judged]]:
    """The file, and what became of each row."""
    out = io.BytesIO()
    with fonts.ONE:
        book = Volume(out, language, up)
        judged = [*printed(kind, rows, book)]
        book.end()
    return out.getvalue(), judged


def faults(judged: list[Judged]) -> list[list[tuple[str, Any]]]:
    """Of each row its columns with their verdicts."""
    return [[(one.column, one.verdict) for one in row.faults] for row in judged]
