"""The clocks and offices that ship are read; a file that is wrong says where."""

from pathlib import Path

import numpy as np
import pytest

from tearoad.customs.clearance import FINAL, MOVES, Fact, State
from tearoad.customs.clearance_clock import term_of
from tearoad.customs.clearance_events import Event, case_of
from tearoad.terms.days import HOUR
from tearoad.terms.refusal import BadInput
from tearoad.wire.clearance import read_clocks, read_customs_offices
from tearoad.wire.corridor import read_corridor
from tearoad.wire.law import LAW
from tearoad.wire.shipped import corridor_folder

ROOT = Path(__file__).resolve().parents[2]
CORRIDOR = corridor_folder("china-russia")


def test_the_shipped_clocks_stand_together_and_no_final_state_has_a_term() -> None:
    clocks = read_clocks()
    assert {row.name for row in clocks.rows} == {"registration", "release", "service", "answer", "storage"}
    for row in clocks.rows:
        assert not {*row.runs_in, *row.stands_in} & set(FINAL)
        assert row.status != "verified" or "memory" not in row.source


def test_every_state_that_is_not_final_has_a_clock() -> None:
    timed = {state for row in read_clocks().rows for state in (*row.runs_in, *row.stands_in)}
    assert timed == set(State) - set(FINAL)


def test_every_exchange_office_has_its_customs_office_s_hours() -> None:
    offices = read_customs_offices(CORRIDOR)
    assert set(offices) == set(read_corridor(CORRIDOR).road.offices)
    assert offices["novosibirsk"].zone == 7 * HOUR


def test_a_term_over_the_new_year_ends_when_the_office_works_again() -> None:
    """Registered on the last working evening of 2025; by the `holidays` package the rest ends on 12 January."""
    office = read_customs_offices(CORRIDOR)["moscow"]
    began = int(np.datetime64("2025-12-30T17:00", "s").astype(int)) - office.zone
    facts = (Fact.LODGED, Fact.VALIDATED, Fact.ASSESSED)
    case = case_of(Event("d", fact, began, MOVES[fact].by[0].name, MOVES[fact].by[0]) for fact in facts)
    (clock,) = (row for row in read_clocks().rows if row.id == "eaeu-release-2018")
    term = term_of(clock, case, office)
    assert term
    assert term.ends_at
    assert str(np.datetime64(term.ends_at + office.zone, "s")) == "2026-01-12T13:00:00"


@pytest.mark.parametrize(
    ("before", "then", "words"),
    [
        ("length: 2", "lengths: 2", "line 4: lengths is not a word of a clock"),
        ("begins_with: [LODGED]", "begins_with: [LODGE]", "line 4, begins_with: 'LODGE', expected any of LODGED"),
        ("begins_with: [LODGED]", "begins_with: LODGED", "line 4, begins_with: expected a list"),
        ("unit: hours", "unit: weeks", "line 4: Invalid enum value 'weeks'"),
        ("from: 2013-01-01", "from: 2019-01-01", "expected days of"),
        ("length: 2", "length: two", "line 4: Expected `int`"),
    ],
)
def test_a_wrong_clock_says_where(before: str, then: str, words: str, tmp_path: Path) -> None:
    text = (LAW / "clearance.yaml").read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "clearance.yaml").write_text(text.replace(before, then, 1), encoding="utf-8")
    with pytest.raises(BadInput, match=words) as error:
        read_clocks(tmp_path / "clearance.yaml")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("before", "then", "words"),
    [
        ("weekend = [5, 6]", "weekend = [7]", "row 1, column weekend"),
        ('hours = ["09:00", "18:00"]', 'hours = ["18:00", "09:00"]', "office moscow: opens"),
        ("zone_hours = 3", "zone_hours = 30", "row 1, column zone_hours"),
        ('status = "assumed"\n', "", "row 1, column status"),
    ],
)
def test_a_wrong_office_says_where(before: str, then: str, words: str, tmp_path: Path) -> None:
    text = (CORRIDOR / "customs_offices.toml").read_text(encoding="utf-8")
    (tmp_path / "customs_offices.toml").write_text(text.replace(before, then, 1), encoding="utf-8")
    with pytest.raises(BadInput, match=words):
        read_customs_offices(tmp_path)


def test_the_guide_lists_the_clocks_as_they_are() -> None:
    rows = [
        line
        for line in (ROOT / "docs" / "guides" / "clearance_states.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]
    for row in read_clocks().rows:
        term = f"{row.length} {row.unit if row.length > 1 else row.unit[:-1]}"
        assert f"| `{row.id}` | {row.name} | {term} | {row.begins} | {row.status} |" in rows
