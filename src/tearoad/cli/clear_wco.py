"""`clear --wco`: what customs is told and answers, as WCO messages of a file or a folder."""

import json
import time
from pathlib import Path
from typing import Any

import typer

from tearoad.boot.wco_files import Checked, Message, Report, check_wco, files_of
from tearoad.cli.progress import bar

GOOD = ("valid", "other")


def judge(path: Path, *, as_document: bool) -> bool:
    """Tells what is wrong with the messages of a file or folder, and whether nothing is."""
    files = files_of(path)
    began = time.perf_counter()
    with bar("files", len(files), quiet=as_document) as told:
        checked = check_wco(files, told)
    seconds = time.perf_counter() - began
    found = document(checked)
    if as_document:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        _show(found, seconds)
    return not found["differences"] and all(one.verdict in GOOD for one in checked.reports)


def document(checked: Checked) -> dict[str, Any]:
    """Counts, every tax line that differs, and one report a file; numbers are decimal text."""
    declarations, valid = checked.messages("declaration")
    notifications, notifications_valid = checked.messages("notification")
    tax_lines, tax_lines_equal = checked.tax_lines()
    reports = [_report(one) for one in checked.reports]
    return {
        "files": len(reports),
        "not_well_formed": checked.not_well_formed,
        "other": checked.other,
        "declarations": declarations,
        "valid": valid,
        "notifications": notifications,
        "notifications_valid": notifications_valid,
        "tax_lines": tax_lines,
        "tax_lines_equal": tax_lines_equal,
        "differences": [
            {"path": one["path"], **line} for one in reports for line in one["tax_lines"] if not line["equal"]
        ],
        "reports": reports,
    }


def _report(report: Report) -> dict[str, Any]:
    return {
        "path": report.path,
        "kind": report.kind,
        "verdict": report.verdict,
        "words": report.words,
        "messages": [
            {
                "kind": one.kind,
                "function": one.function,
                "reference": one.reference,
                "mrn": one.mrn,
                "valid": not one.fault_count,
                "schema_error_count": one.fault_count,
            }
            for one in report.messages
        ],
        "schema_errors": [fault._asdict() for one in report.messages for fault in one.faults],
        "tax_lines": [line for one in report.messages for line in _tax_lines(one)],
    }


def _tax_lines(message: Message) -> list[dict[str, Any]]:
    return [
        {
            "kind": message.kind,
            "mrn": line.mrn,
            "reference": line.reference,
            "item": line.item,
            "tax_type": line.tax_type,
            **{name: f"{getattr(line, name):f}" for name in ("base", "rate", "expected", "stated", "difference")},
            "currency": line.currency,
            "equal": line.equal,
            "reasons": list(line.reasons),
            "words": "" if line.equal else line.words,
        }
        for line in message.tax_lines
    ]


def _show(found: dict[str, Any], seconds: float) -> None:
    for one in found["reports"]:
        if one["verdict"] not in GOOD:
            typer.echo(f"{_shown(one['path'])}: {one['verdict']}: {one['words']}")
    for line in found["differences"]:
        typer.echo(f"{_shown(line['path'])}: {_shown(line['words'])}")
    counts = f"{found['files']}, {found['other']} other, {found['not_well_formed']} not well-formed"
    typer.echo(f"files: {counts}; {seconds:.2f} s, {found['files'] / max(seconds, 1e-6):.0f} files/s")
    typer.echo(f"declarations: {found['declarations']}, {found['valid']} valid")
    typer.echo(f"notifications: {found['notifications']}, {found['notifications_valid']} valid")
    typer.echo(f"tax lines: {found['tax_lines']}, {found['tax_lines_equal']} equal")


def _shown(words: str) -> str:
    """On one line, whatever a file's name or a message says."""
    return words if words.isprintable() else repr(words)
