"""The documents' examples run: files are written, commands and Python are run, and what they say is compared.

In an example `...` stands for any text within a line or any lines; runs of spaces count as one.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import chdir
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest
from commands import Done, called
from declared import declared as made_up
from declared import written
from shop_orders import written as orders_written

from tearoad.boot.chart import own_chart
from tearoad.boot.road import OpenRoad, open_road
from tearoad.cli.bench_scans import handed_over
from tearoad.cli.demo_commands import demo_orders, stock_demo
from tearoad.ledger.transfer import Kind, Transfer
from tearoad.operations.advance import advance
from tearoad.operations.bank_ports import clearing_of
from tearoad.operations.dispatch_ports import Settlement, Sorting
from tearoad.operations.play import play
from tearoad.operations.scan_receptacles import Verdict
from tearoad.terms.days import DAY, day_start
from tearoad.wire.s10 import read_services

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def plain(text: str) -> str:
    return re.sub(r"[ \t]+", " ", "\n".join(line.strip() for line in text.strip().splitlines()))


def commands_run(document: Path, folder: Path, **environment: str) -> int:
    """How many commands of a document were run in a folder; each says what the document says that it says."""
    commands = 0
    for kind, file, body in BLOCK.findall(document.read_text(encoding="utf-8")):
        if file:
            (folder / file).write_text(body, encoding="utf-8")
        elif kind == "console":
            command, _, expected = body.partition("\n")
            name, *words = shlex.split(command.removeprefix("$ "))
            with chdir(folder), patch.dict(os.environ, {**environment, "COLUMNS": "120"}):
                done = called(*words) if name == "tearoad" else of_the_system(name, *words)
            assert says(done, expected), f"{command}\n{done.stdout}{done.stderr}"
            commands += 1
    return commands


def of_the_system(*words: str) -> Done:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return Done(done.returncode, done.stdout, done.stderr)


def says(done: Done, expected: str) -> bool:
    pattern = re.escape(plain(expected)).replace(re.escape("..."), ".*")
    return bool(re.fullmatch(pattern, plain(done.stdout + done.stderr), re.DOTALL))


def python_run(document: Path, folder: Path) -> int:
    """How many pieces of Python a document has: they are one program, which says what its blocks of text say."""
    blocks = BLOCK.findall(document.read_text(encoding="utf-8"))
    pieces = [body for kind, _, body in blocks if kind == "python"]
    done = subprocess.run(
        [sys.executable, "-c", "".join(pieces)], cwd=folder, capture_output=True, text=True, check=False
    )
    assert says(done, "".join(body for kind, _, body in blocks if kind == "text")), done.stdout + done.stderr
    return len(pieces)


def test_the_tutorial_is_true(tmp_path: Path, migrated_url: str) -> None:
    assert commands_run(ROOT / "docs" / "tutorial.md", tmp_path, TEAROAD_DATABASE_URL=migrated_url) == 4


def test_the_guide_to_plain_networks_is_true(tmp_path: Path) -> None:
    assert commands_run(ROOT / "docs" / "guides" / "simulate.md", tmp_path) == 3


def test_the_guide_to_clearance_is_true(tmp_path: Path) -> None:
    assert commands_run(ROOT / "docs" / "guides" / "clearance.md", tmp_path) == 3


def test_the_guide_to_risk_is_true(tmp_path: Path) -> None:
    """On made-up declarations, and findings in some of them and in one that is not there."""
    written(tmp_path / "inspected.csv", made_up(1_200))
    written(tmp_path / "declarations.csv", made_up(300, seed=2))
    rows = [f"D2-{at},2021-01-01,{at % 2}" for at in range(60)] + ["D3-1,2021-01-01,1"]
    (tmp_path / "findings.csv").write_text("\n".join(["item_id,inspected_at,found", *rows]))
    guide = ROOT / "docs" / "guides" / "risk.md"
    assert commands_run(guide, tmp_path, TEAROAD_HOME=str(tmp_path / "home")) == 8


def test_the_guide_to_wco_messages_is_true(tmp_path: Path) -> None:
    (tmp_path / "answers").mkdir()
    assert commands_run(ROOT / "docs" / "guides" / "wco.md", tmp_path) == 1


def test_the_guide_to_the_timetable_is_true(tmp_path: Path) -> None:
    assert commands_run(ROOT / "docs" / "guides" / "road.md", tmp_path) == 6


def test_the_guide_to_offices_is_true(tmp_path: Path, road: OpenRoad) -> None:
    stock_demo(road, 400)
    orders = demo_orders(road.corridor, 400)[:80]
    play(road.platform, orders, 400, lambda more: None, until=(orders[-1].placed_at // DAY + 1) * DAY)
    assert commands_run(ROOT / "docs" / "guides" / "offices.md", tmp_path, TEAROAD_DATABASE_URL=road.url) == 3


@pytest.mark.full
def test_the_guide_to_rehearsals_is_true(tmp_path: Path) -> None:
    """Its own scenario lies beside a copy of the one that it extends."""
    guide = ROOT / "docs" / "guides" / "rehearsal.md"
    shutil.copy(ROOT / "scenarios" / "singles-day.toml", tmp_path)
    assert commands_run(guide, tmp_path) == 2
    assert python_run(guide, tmp_path) == 4


def test_the_guide_to_the_notice_of_a_sale_is_true(tmp_path: Path, migrated_url: str) -> None:
    assert commands_run(ROOT / "docs" / "guides" / "notice.md", tmp_path, TEAROAD_DATABASE_URL=migrated_url) == 5


def test_the_guide_to_money_is_true(tmp_path: Path) -> None:
    assert python_run(ROOT / "docs" / "guides" / "money.md", tmp_path) == 19


def test_the_guide_to_the_books_is_true(tmp_path: Path, migrated_url: str) -> None:
    """Its commands, and its table of kinds."""
    guide = ROOT / "docs" / "guides" / "books.md"
    assert commands_run(guide, tmp_path, TEAROAD_DATABASE_URL=migrated_url) == 9
    rows = [line for line in guide.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    for kind in own_chart().values():
        name = f"{kind.what}:{kind.whom}" if kind.whom else kind.what
        floor = "" if kind.floor is None else kind.floor
        assert f"| `{name}` | {kind.title['en']} | {kind.side} | {floor} | {kind.about} |" in rows
        assert kind.ceiling is None, "the table has no column for it"


def test_the_guide_to_reconciliation_is_true(tmp_path: Path, migrated_url: str) -> None:
    """On a road with the one payment that it speaks of."""
    at = day_start(date(2026, 11, 11))
    with open_road(migrated_url) as road:
        name, clearing = "01999d119800855d8054a783346a1102", clearing_of("roadpay", "RUB")
        with road.store.unit() as unit:
            unit.ledger.post([Transfer(name, Kind.DIRECT, clearing, "escrow:RUB", 100_000, None, at)])
        advance(road.platform, at + 2 * DAY)
    guide = ROOT / "docs" / "guides" / "reconciliation.md"
    assert commands_run(guide, tmp_path, TEAROAD_DATABASE_URL=migrated_url) == 11


def test_the_guide_to_edifact_is_true(tmp_path: Path) -> None:
    guide = ROOT / "docs" / "guides" / "edifact.md"
    assert commands_run(guide, tmp_path) == 1
    assert python_run(guide, tmp_path) == 1


def test_the_guide_to_post_is_true(tmp_path: Path, road: OpenRoad) -> None:
    """Its commands, its Python, and its table of services."""
    guide = ROOT / "docs" / "guides" / "post.md"
    assert commands_run(guide, tmp_path, TEAROAD_DATABASE_URL=road.url) == 5
    assert python_run(guide, tmp_path) == 1
    rows = [line for line in guide.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    for one in read_services():
        letters = one.first if one.first == one.last else f"{one.first}-{one.last}"
        assert f"| `{letters}` | {one.use.name.lower()} | {one.what} | {one.status} |" in rows
    assert len(rows) == len(read_services())


def test_the_guide_to_dispatches_is_true(tmp_path: Path, road: OpenRoad) -> None:
    handed_over(road, 60)
    told = (ROOT / "docs" / "guides" / "dispatches.md").read_text(encoding="utf-8")
    parts = told.partition("Six days later")
    for part, commands in ((parts[0], 5), (parts[2], 2)):
        (tmp_path / "part.md").write_text(part, encoding="utf-8")
        assert commands_run(tmp_path / "part.md", tmp_path, TEAROAD_DATABASE_URL=road.url) == commands
        with road.store.unit() as unit:
            unit.roads.move_clock(road.clock_at() + 6 * DAY)
    assert [word for word in (*Sorting, *Verdict, *Settlement) if word not in told] == []
    assert [rule for rule, _, _ in road.check()] == ["nothing is overdue"], "the clock was moved by hand"


def test_the_guide_to_printed_forms_is_true(tmp_path: Path) -> None:
    assert commands_run(ROOT / "docs" / "guides" / "forms.md", tmp_path) == 6
    assert (tmp_path / "forms.pdf").read_bytes().startswith(b"%PDF")


def test_the_guide_to_addresses_is_true(tmp_path: Path) -> None:
    assert commands_run(ROOT / "docs" / "guides" / "addresses.md", tmp_path) == 1


def test_the_guide_to_promises_is_true(tmp_path: Path, database_url: str) -> None:
    """On made-up orders, one of which cannot be so."""
    path = orders_written(tmp_path / "orders.csv", 6_000, 1)
    with path.open("a", encoding="utf-8") as file:
        file.write("2018-05-01 10:00:00,,2018-04-30,2018-05-20,o1,d1\n")
    assert commands_run(ROOT / "docs" / "guides" / "promise.md", tmp_path, TEAROAD_DATABASE_URL=database_url) == 5
