"""Inspections of what is lodged live: at the capacity of the office, kept with who chose, ended by its officers."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from threading import Thread

import pytest
from declared import declared, written
from items import BATTERY, DEAR, NAMELESS, OF_MANY_LINES, PERSONAL, START, declared_road, item, served_items
from msgspec.structs import replace

from tearoad.boot.items import Declarations
from tearoad.boot.live_inspections import begin_live, capacities, end_live, live_of
from tearoad.boot.risk import RiskDesk
from tearoad.boot.risk_rows import write_rows
from tearoad.boot.road import OpenRoad
from tearoad.customs.clearance import Fact, Role, State
from tearoad.customs.risk.finding import labelled
from tearoad.operations.advance import advance
from tearoad.operations.asked_item import AskedItem
from tearoad.operations.desk_view import Seen
from tearoad.operations.item_ports import ItemRow
from tearoad.operations.report_items import Said, Standpoint
from tearoad.terms.days import DAY
from tearoad.terms.refusal import BadInput
from tearoad.wire.findings import read_findings
from tearoad.wire.import_declarations import read_declarations

OFFICE, ALL = "moscow", Seen(True, None, None, None)
MOST = capacities()[OFFICE]
SERIALS, DAYS = count(1), count(1)


@pytest.fixture(scope="module")
def road(server_url: str) -> Iterator[OpenRoad]:
    with declared_road(server_url, "inspect_items") as found:
        yield found


def to_another_day(road: OpenRoad) -> None:
    """Before which nothing came for two."""
    advance(road.platform, START + 3 * next(DAYS) * DAY)


@pytest.fixture
def desk(road: OpenRoad, tmp_path: Path) -> Iterator[Declarations]:
    """With the lot, on a day of its own."""
    begin_live(tmp_path, None, 0.1)
    to_another_day(road)
    with served_items(road, tmp_path) as found:
        yield found


def some(number: int, **other: object) -> list[AskedItem]:
    return [item(next(SERIALS), **other) for _ in range(number)]


def lodged(desk: Declarations, asked: Sequence[AskedItem]) -> list[ItemRow]:
    rows = [one.row for one in desk.lodge(asked, "account:olga", "olga")]
    assert None not in rows
    return [row for row in rows if row]


def test_a_day_s_inspections_are_used_and_no_more(desk: Declarations) -> None:
    rows = [row for asked in some(12) for row in lodged(desk, [asked])]
    assert Counter(row.channel for row in rows) == {"open": MOST, "green": 12 - MOST}
    assert [row.decided_by for row in rows[:MOST]] == ["random"] * MOST
    assert {row.state for row in rows[:MOST]} == {State.FOR_OPENING}
    assert {(row.state, row.decided_by) for row in rows[MOST:]} == {(State.RELEASED, "")}
    elsewhere = lodged(desk, some(1, office="novosibirsk"))
    assert elsewhere[0].channel == "open", "each office has its own"


def test_what_checks_ask_for_counts_first(desk: Declarations) -> None:
    scanned = lodged(desk, some(MOST, **BATTERY))
    assert {(row.channel, row.asked, row.decided_by) for row in scanned} == {("scan", "scan", "checks")}
    more = lodged(desk, [*some(1, **BATTERY), *some(1, **OF_MANY_LINES), *some(1, **NAMELESS), *some(3)])
    assert [row.channel for row in more] == ["scan", "documents", "", "green", "green", "green"]
    assert [row.decided_by for row in more] == ["checks", "checks", "", "", "", ""]


def test_the_next_day_has_its_own(desk: Declarations, road: OpenRoad) -> None:
    first = lodged(desk, some(MOST + 2))
    advance(road.platform, first[0].lodged_at + DAY)
    again = lodged(desk, some(MOST + 2))
    assert [sum(row.channel == "open" for row in rows) for rows in (first, again)] == [MOST, MOST]


def test_the_same_again_is_as_it_was(desk: Declarations) -> None:
    asked = some(5)
    first = lodged(desk, asked)
    assert [(row.channel, row.state) for row in lodged(desk, asked)] == [(row.channel, row.state) for row in first]


def test_many_at_once_keep_to_the_capacity(road: OpenRoad, desk: Declarations, tmp_path: Path) -> None:
    """From two desks of their own, as of two processes."""
    lots, found = [some(3) for _ in range(8)], list[ItemRow]()
    with served_items(road, tmp_path) as other:
        work = [Thread(target=lambda n=n: found.extend(lodged((desk, other)[n % 2], lots[n]))) for n in range(8)]
        for one in work:
            one.start()
        for one in work:
            one.join()
    assert len(found) == 24
    assert sum(row.channel == "open" for row in found) == MOST


def test_what_is_corrected_does_not_stand_beside_itself(road: OpenRoad, desk: Declarations) -> None:
    lodged(desk, some(MOST))
    (asked,) = some(1, **DEAR)
    (row,) = lodged(desk, [asked])
    assert (row.channel, row.state) == ("green", State.ASSESSED), "there was no room"
    to_another_day(road)
    (row,) = lodged(desk, [replace(asked, invoice="W1", correction=True)])
    assert (row.channel, row.state) == ("open", State.FOR_OPENING), "on this day there is"


def test_an_officer_ends_what_the_lot_began(desk: Declarations) -> None:
    (row,) = lodged(desk, some(1))
    steps = (
        (Fact.RELEASED, Role.OFFICER, State.FOR_OPENING),
        (Fact.ARRIVED, Role.SYSTEM, State.FOR_OPENING),
        (Fact.EXAMINED, Role.OFFICER, State.EXAMINED),
        (Fact.RELEASED, Role.OFFICER, State.RELEASED),
    )
    for fact, role, state in steps:
        heard = desk.report(Said(row.declaration_id, fact, "vera", (Standpoint(role, ALL),)))
        assert heard.row
        assert heard.row.state == state


def test_a_model_s_scores_are_kept_and_explained(road: OpenRoad, tmp_path: Path) -> None:
    past, file = written(tmp_path / "past.csv", declared(1_200)), tmp_path / "model.npz"
    model, _ = RiskDesk(tmp_path).train(past, file)
    begin_live(tmp_path, file, 0.0)
    file.unlink()
    to_another_day(road)
    with served_items(road, tmp_path) as desk:
        rows = lodged(desk, some(MOST + 1))
        assert Counter(row.decided_by for row in rows) == {"model": MOST, "": 1}
        assert min(row.score for row in rows if row.decided_by) >= max(row.score for row in rows if not row.decided_by)
        kept = desk.item(ALL, rows[0].declaration_id)
        assert kept
        assert kept.row.score == rows[0].score != 0
        told = [desk.because(kept.row, language) for language in ("en", "ru", "zh")]
        assert len({len(words) for words in told}) == 1
        assert len(told[0]) >= 1
    live = live_of(tmp_path)
    assert live
    assert live.model
    assert (live.model.version, live.random_share) == (model.version, 0.0)


def test_without_it_only_checks_decide(road: OpenRoad, tmp_path: Path) -> None:
    begin_live(tmp_path, None, 0.1)
    end_live(tmp_path)
    assert live_of(tmp_path) is None
    to_another_day(road)
    with served_items(road, tmp_path) as desk:
        rows = lodged(desk, [*some(5), *some(1, **BATTERY)])
    assert [(row.channel, row.decided_by) for row in rows] == [("green", "")] * 5 + [("scan", "checks")]


def test_damaged_settings_are_told(tmp_path: Path) -> None:
    begin_live(tmp_path, None, 0.1)
    file = tmp_path / "risk" / "live.json"
    for text in ("", "[]", '{"model": "gone", "random_share": 0.1}', '{"random_share": 0.1}'):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(BadInput):
            live_of(tmp_path)


def test_what_officers_find_becomes_what_a_model_learns(road: OpenRoad, desk: Declarations, tmp_path: Path) -> None:
    rows = [*lodged(desk, some(MOST)), *lodged(desk, [*some(3), *some(1, **NAMELESS)])]
    facts = [(Fact.ARRIVED, Role.SYSTEM, ()), (Fact.EXAMINED, Role.OFFICER, ("found=1", "other-goods"))]
    for fact, role, why in facts:
        desk.report(Said(rows[0].declaration_id, fact, "vera", (Standpoint(role, ALL),), why))
    facts[1] = (Fact.EXAMINED, Role.OFFICER, ())
    for fact, role, why in facts:
        desk.report(Said(rows[1].declaration_id, fact, "vera", (Standpoint(role, ALL),), why))
    table, findings = tmp_path / "rows.parquet", tmp_path / "findings.csv"
    day = rows[0].lodged_at
    assert write_rows(road, table, findings, day, day + 1) == (MOST + 3, 1, 1)
    items = read_declarations(table, inspected=False)
    assert sorted(items.ids.words) == sorted(row.declaration_id for row in rows if row.channel)
    assert not {*PERSONAL} & {word for column in items.words.values() for word in column.words}
    (found,) = read_findings(findings)
    assert (found.item_id, found.found) == (rows[0].declaration_id, True)
    assert labelled(items, [found]).without_row == 0
    with pytest.raises(BadInput, match="no declaration was lodged"):
        write_rows(road, table, findings, day + 1, day + 2)
