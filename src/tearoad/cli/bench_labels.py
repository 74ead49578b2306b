"""`bench labels`: labels and forms printed a second on one core, beside reportlab's own widgets on the same rows."""

import io
import os
import resource
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from tearoad.boot.forms import print_file
from tearoad.boot.labels import label_rows
from tearoad.boot.law import applied_law
from tearoad.demo.catalogue import products
from tearoad.demo.declarations import declarations
from tearoad.demo.labels import labels

LABELS, PEER_LABELS = 2_000, 200
ROUNDS, SEED = 3, 1111
FORMS, FORMS_ON = 600, date(2026, 11, 11)
CYRILLIC, CHINESE = "noto-sans-cyrillic-400-normal", "noto-sans-sc-chinese-simplified-400-normal"
LATIN = "noto-sans-latin-400-normal"


def bench_labels(count: int = LABELS) -> dict[str, Any]:
    """By CPU seconds of this process, the best of some rounds; the file is thrown away, so that disks are not measured.
    Memory is what the process has had at most, after few labels and after many."""
    few = _peak(count // 2)
    many = _peak(5 * count)
    rows = labels(count, SEED).to_dicts()
    kinds: list[tuple[str, str, Sequence[Mapping[str, str]], int]] = [
        ("address", "address", rows, 1),
        ("address_4_up", "address", rows, 4),
        ("receptacle", "receptacle", [_receptacle(at) for at in range(count)], 1),
        ("dispatch_items", "dispatch", [_item(at, row["number"]) for at, row in enumerate(rows)], 1),
    ]
    speeds = {name: round(count / _seconds(partial(_printed, kind, found, up))) for name, kind, found, up in kinds}
    peer = len(rows[:PEER_LABELS]) / _seconds(partial(_by_widgets, rows[:PEER_LABELS]))
    forms, forms_per_second = _forms()
    return {
        "labels": count,
        "labels_per_second": speeds,
        "forms": forms,
        "forms_per_second": forms_per_second,
        "peer_labels_per_second": round(peer),
        "ratio_to_peer": round(speeds["address"] / peer, 1),
        "many": 5 * count,
        "rss_mb_after_few": few,
        "rss_mb_after_many": many,
        "reportlab": version("reportlab"),
    }


def in_words(found: dict[str, Any]) -> list[str]:
    """What a person reads."""
    speeds = found["labels_per_second"]
    memory = f"{found['rss_mb_after_many']} MB at most, {found['rss_mb_after_few']} MB after {found['labels'] // 2}"
    return [
        f"{found['labels']} labels of each kind, in Russian and Chinese, with Code 128 and QR",
        f"address: {speeds['address']}/s on one core, four on A4: {speeds['address_4_up']}/s",
        f"receptacle: {speeds['receptacle']}/s; items in lists of dispatches: {speeds['dispatch_items']}/s",
        f"CN 22 and CN 23, from a file of {found['forms']} declarations: {found['forms_per_second']}/s",
        f"address labels by the widgets of reportlab {found['reportlab']}: {found['peer_labels_per_second']}/s",
        f"{found['ratio_to_peer']} times as many here as by them",
        f"{found['many']} address labels in one file: {memory}",
    ]


def _printed(kind: str, rows: Iterable[Mapping[str, str]], up: int) -> None:
    with Path(os.devnull).open("wb") as out:
        judged, _ = label_rows(kind, rows, out, "ru", up)
    refused = [one.faults for one in judged if one.faults]
    assert not refused, refused[0]


def _peak(count: int) -> int:
    _printed("address", labels(count, SEED).iter_rows(named=True), 1)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _forms() -> tuple[int, int]:
    """How many were printed of the demo's declarations, and how many a second, from their file on."""
    law = applied_law(FORMS_ON)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "items.parquet"
        declarations(products(SEED), FORMS, SEED, FORMS_ON).write_parquet(file)
        found = print_file(file, law, day=FORMS_ON, whole_day=True, language="ru")
        seconds = _seconds(lambda: print_file(file, law, day=FORMS_ON, whole_day=True, language="ru"))
    count = sum(found.forms.values())
    return count, round(count / seconds)


def _seconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


def _receptacle(at: int) -> dict[str, str]:
    name = f"CNPEKARUMOWAACA6{at // 1_000:04d}{at % 1_000:03d}00{at % 300 + 1:04d}"
    return {"receptacle_id": name, "origin_name": "北京国际邮件互换局", "destination_name": "Москва ММПО",
            "item_count": str(at % 90 + 1), "weight_grams": ""}  # fmt: skip


def _item(at: int, number: str) -> dict[str, str]:
    """Fifty in a receptacle, ten receptacles in a dispatch."""
    name = f"CNPEKARUMOWAACA6{at // 500:04d}{at // 50 % 10:03d}000100"
    return {"receptacle_id": name, "number": number, "weight_grams": str(at % 300 + 1)}


def _by_widgets(rows: Sequence[Mapping[str, str]]) -> None:
    """A label as reportlab's manual would have it, its fonts chosen by hand; texts as many, frames none."""
    canvas = Canvas(io.BytesIO(), pagesize=(105 * mm, 148.5 * mm), pageCompression=1)
    for row in rows:
        y = 140.0
        for name, text in row.items():
            if not name.endswith("_country"):
                parts = ("name", "street", "city", "area")
                chinese = name.startswith("sender") and name.endswith(parts)
                russian = name.startswith("recipient") and name.endswith(parts)
                canvas.setFont(CHINESE if chinese else CYRILLIC if russian else LATIN, 9)
                canvas.drawString(5 * mm, y * mm, text)
                y -= 5
        Code128(row["number"], barHeight=17 * mm, barWidth=0.5 * mm).drawOn(canvas, 5 * mm, 45 * mm)
        code = Drawing(33 * mm, 33 * mm)
        content = f"{row['number']}/RU/{row['recipient_postcode']}"
        code.add(QrCodeWidget(content, barLevel="M", barWidth=33 * mm, barHeight=33 * mm))
        renderPDF.draw(code, canvas, 5 * mm, 5 * mm)
        canvas.showPage()
    canvas.save()
