"""Item declarations live: lodged once for each id, decided at once, corrected before they arrive, reported on by whom
the table lets, and never another than what their events say."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from graphlib import TopologicalSorter
from itertools import count, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from items import BATTERY, DEAR, LINE, NAMELESS, OF_MANY_LINES, PERSONAL, START, declared_road, item, served_items
from msgspec.structs import replace

from tearoad.boot.border import BorderOf
from tearoad.boot.items import Declarations, party_of
from tearoad.boot.road import OpenRoad
from tearoad.customs.checks.book import CHECKS
from tearoad.customs.clearance import FINAL, MOVES, Fact, Report, Role, Standing, State, Verdict, advance
from tearoad.demo.items import demo_items
from tearoad.operations.asked_item import AskedItem
from tearoad.operations.desk_view import Seen
from tearoad.operations.item_ports import ItemRow
from tearoad.operations.lodge_items import MOST_CORRECTED, Lodged, lodge
from tearoad.operations.lodge_items import SYSTEM as CHECKED_BY
from tearoad.operations.report_items import (
    MOST_EVENTS,
    REPORTED,
    ROUNDS,
    Heard,
    Said,
    Standpoint,
    misfit_of,
    possible,
    report,
    standpoints,
)
from tearoad.store.database import CELL
from tearoad.store.items import LODGING, PostgresItems
from tearoad.terms.days import HOUR
from tearoad.terms.refusal import BadInput, Refusal
from tearoad.web.accounts.forms import HANDLE

serial = count(1)
ALL = Seen(True, None, None, None)
PARTY = party_of("anna", "lantern")
WHO = {Role.SENDER: "anna", Role.SYSTEM: "road", Role.OFFICER: "olga"}


@pytest.fixture(scope="module")
def road(server_url: str) -> Iterator[OpenRoad]:
    with declared_road(server_url, "tearoad_test_items") as opened:
        yield opened


@pytest.fixture(scope="module")
def desk(road: OpenRoad, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Declarations]:
    with served_items(road, tmp_path_factory.mktemp("home")) as found:
        yield found


def new(**other: Any) -> AskedItem:
    """One with a number that no other test has."""
    return item(next(serial), **other)


def lodged(desk: Declarations, *asked: AskedItem, party: str = PARTY) -> list[Lodged]:
    return desk.lodge(asked, party, "anna")


def row_of(found: Lodged | Heard) -> ItemRow:
    assert found.row, found.refusal
    return found.row


def told(desk: Declarations, name: str, fact: Fact, role: Role, who: str = "", **more: Any) -> Heard:
    return desk.report(Said(name, fact, who or WHO[role], (Standpoint(role, ALL),), **more))


def facts_of(desk: Declarations, name: str) -> list[str]:
    found = desk.item(ALL, name)
    assert found
    return [done.event.fact.name for done in found.case.done]


@pytest.mark.parametrize(
    ("other", "state", "channel", "facts"),
    [
        ({}, State.RELEASED, "green", ["VALIDATED", "ASSESSED_FREE", "PASSED"]),
        (DEAR, State.ASSESSED, "green", ["VALIDATED", "ASSESSED"]),
        (OF_MANY_LINES, State.FOR_DOCUMENTS, "documents", ["VALIDATED", "ASSESSED", "DOCUMENTS_ASKED"]),
        (BATTERY, State.FOR_SCAN, "scan", ["VALIDATED", "ASSESSED_FREE", "SCAN_ORDERED"]),
        (NAMELESS, State.REJECTED, "", ["REJECTED"]),
    ],
)
def test_what_is_lodged_is_decided_at_once(
    desk: Declarations, other: dict[str, Any], state: State, channel: str, facts: list[str]
) -> None:
    row = row_of(lodged(desk, new(**other))[0])
    assert (row.state, row.channel) == (state, channel)
    assert facts_of(desk, row.declaration_id) == ["LODGED", *facts]


def test_a_rejected_one_says_every_reason(desk: Declarations) -> None:
    row = row_of(lodged(desk, new(**NAMELESS))[0])
    assert {"I01", "P01", "C01(1)"} <= set(row.reasons.split())
    assert row.total_minor is None
    seen = desk.item(ALL, row.declaration_id)
    assert seen
    assert seen.case.done[-1].event.why == tuple(row.reasons.split())


def test_the_same_again_is_as_it_was_and_another_content_is_refused(desk: Declarations) -> None:
    asked = new()
    first, again = lodged(desk, asked)[0], lodged(desk, asked, asked)
    assert not first.known
    assert [(one.row and one.row.content, one.known) for one in again] == [(row_of(first).content, True)] * 2
    assert len(facts_of(desk, first.declaration_id)) == 4
    other = item(next(serial), id=asked.id)
    for one in (other, item(int(asked.id[1:]), recipient_identity="500100732259")):  # sealed content counts too
        assert lodged(desk, one)[0] == Lodged(first.declaration_id, None, Refusal.OTHER_CONTENT)
    assert row_of(lodged(desk, other, party="account:boris")[0]).state is State.RELEASED  # an id is its sender's own


def test_of_one_id_in_a_batch_the_first_content_stands(desk: Declarations) -> None:
    asked = new()
    found = lodged(desk, asked, item(next(serial), id=asked.id), asked)
    assert [one.refusal for one in found] == [None, Refusal.OTHER_CONTENT, None]


def test_a_number_stands_on_one_declaration(desk: Declarations) -> None:
    one, other = new(), new()
    same = item(next(serial), s10=one.s10)
    found = lodged(desk, one, same, other)
    assert [answer.refusal for answer in found] == [None, Refusal.NUMBER_TAKEN, None]
    assert desk.item(ALL, found[1].declaration_id) is None
    assert lodged(desk, same, party="account:boris")[0].refusal is Refusal.NUMBER_TAKEN


def test_a_number_is_free_again_when_its_declaration_is_withdrawn_or_was_rejected(desk: Declarations) -> None:
    asked = new(**DEAR)
    name = lodged(desk, asked)[0].declaration_id
    assert row_of(told(desk, name, Fact.WITHDRAWN, Role.SENDER)).state is State.WITHDRAWN
    rejected = item(next(serial), s10=asked.s10, **NAMELESS)
    assert row_of(lodged(desk, rejected)[0]).state is State.REJECTED
    assert row_of(lodged(desk, item(next(serial), s10=asked.s10))[0]).state is State.RELEASED
    assert lodged(desk, item(int(rejected.id[1:]), s10=asked.s10, correction=True))[0].refusal is Refusal.NUMBER_TAKEN


def test_a_number_is_free_again_after_24_months(road: OpenRoad, desk: Declarations) -> None:
    """To the day, by the road's clock, which stands on 11 November 2026."""
    asked = new()
    name = row_of(lodged(desk, asked)[0]).declaration_id
    again = item(next(serial), s10=asked.s10)

    def lodged_on(day: str) -> None:
        sql = "UPDATE item_declaration SET lodged_at = %s::timestamp AT TIME ZONE 'UTC' WHERE declaration_id = %s"
        assert road.store.connection.execute(sql, [day, name]).rowcount

    lodged_on("2024-11-12 00:00")
    assert lodged(desk, again)[0].refusal is Refusal.NUMBER_TAKEN
    lodged_on("2024-11-10 23:59")
    assert row_of(lodged(desk, again)[0]).turn == 1
    third = item(next(serial), s10=asked.s10)
    assert lodged(desk, third)[0].refusal is Refusal.NUMBER_TAKEN
    assert [one.known for one in lodged(desk, asked, again)] == [True, True]


def test_what_has_not_arrived_is_corrected(desk: Declarations) -> None:
    asked = new(**DEAR)
    before = row_of(lodged(desk, asked)[0])
    cheap = item(int(asked.id[1:]), correction=True)
    row = row_of(lodged(desk, cheap)[0])
    assert (row.state, row.total_minor, row.lodged_at, row.events) == (State.RELEASED, 0, before.lodged_at, 7)
    assert facts_of(desk, row.declaration_id)[3:] == ["CORRECTED", "VALIDATED", "ASSESSED_FREE", "PASSED"]
    assert lodged(desk, cheap)[0].known


def test_what_has_arrived_is_not(desk: Declarations) -> None:
    asked = new(**DEAR)
    name = lodged(desk, asked)[0].declaration_id
    told(desk, name, Fact.ARRIVED, Role.SYSTEM)
    correction = item(int(asked.id[1:]), correction=True)
    assert lodged(desk, correction)[0] == Lodged(name, None, Verdict.ARRIVED)
    assert row_of(lodged(desk, asked)[0]).arrived  # it stands as it was


def test_nor_is_what_is_decided(desk: Declarations) -> None:
    asked = new()
    name = lodged(desk, asked)[0].declaration_id
    correction = item(int(asked.id[1:]), correction=True, **DEAR)
    assert lodged(desk, correction)[0] == Lodged(name, None, Verdict.NOT_IN_THIS_STATE)


def test_what_was_rejected_is_lodged_again_by_a_correction(desk: Declarations) -> None:
    asked = new(**NAMELESS)
    name = lodged(desk, asked)[0].declaration_id
    told(desk, name, Fact.ARRIVED, Role.SYSTEM)
    row = row_of(lodged(desk, item(int(asked.id[1:]), correction=True))[0])
    assert (row.state, row.arrived, row.reasons) == (State.RELEASED, True, "")
    assert facts_of(desk, name)[2:4] == ["ARRIVED", "LODGED"]


def test_a_correction_that_is_rejected_gives_its_number_up(desk: Declarations) -> None:
    asked = new(**DEAR)
    lodged(desk, asked)
    found = lodged(desk, item(next(serial), s10=asked.s10), item(int(asked.id[1:]), correction=True, **NAMELESS))
    assert [row_of(one).state for one in found] == [State.RELEASED, State.REJECTED]


def test_a_correction_gets_no_number_that_is_taken(desk: Declarations) -> None:
    one, two = new(**DEAR), new(**DEAR)
    lodged(desk, one, two)
    found = lodged(desk, item(int(one.id[1:]), s10=two.s10, correction=True))[0]
    assert found.refusal is Refusal.NUMBER_TAKEN
    assert len(facts_of(desk, found.declaration_id)) == 3


def test_many_who_lodge_one_id_at_once_lodge_one(desk: Declarations) -> None:
    asked = new()
    with ThreadPoolExecutor(16) as threads:
        found = list(threads.map(lambda _: lodged(desk, asked)[0], range(64)))
    assert {row_of(one).content for one in found} == {row_of(found[0]).content}
    assert len(facts_of(desk, found[0].declaration_id)) == 4


def test_many_with_one_number_are_one(desk: Declarations) -> None:
    s10 = new().s10
    with ThreadPoolExecutor(16) as threads:
        found = list(threads.map(lambda one: lodged(desk, item(one, s10=s10))[0], range(5_000, 5_040)))
    assert sorted(str(one.refusal) for one in found) == ["None"] + [str(Refusal.NUMBER_TAKEN)] * 39


def test_beside_each_other_in_transactions_of_their_own_they_are_one_too(desk: Declarations) -> None:
    """As several processes do, which no gathering joins; some correct, which none may do beside another."""
    s10, asked = new().s10, new(**DEAR)
    corrected = item(int(asked.id[1:]), correction=True, order_id="W2", **DEAR)
    numbered = [item(one, s10=s10, id=f"beside {one}", **DEAR) for one in range(40)]
    wishes = [desk.sealed(one, PARTY, "anna") for one in (*numbered, *[asked] * 10, *[corrected] * 10)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda one: lodge(desk.platform, desk.border, desk.store, [one])[0], wishes))
    assert sum(one.row is not None for one in found[:40]) == 1
    name = found[-1].declaration_id
    assert facts_of(desk, name).count("LODGED") == 1
    assert len(facts_of(desk, name)) in (3, 6)
    assert sum(not one.known and one.row is not None for one in found[40:]) in (1, 2)


def test_corrections_and_lodgings_want_one_number_beside_each_other(desk: Declarations) -> None:
    asked = [new(**DEAR) for _ in range(10)]
    lodged(desk, *asked)
    s10 = new().s10
    wanted = [item(int(one.id[1:]), s10=s10, correction=True, **DEAR) for one in asked]
    wanted += [item(one, s10=s10, id=f"wants {one}", **DEAR) for one in range(10)]
    wishes = [desk.sealed(one, PARTY, "anna") for pair in zip(wanted[:10], wanted[10:], strict=True) for one in pair]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda one: lodge(desk.platform, desk.border, desk.store, [one])[0], wishes))
    assert sorted(str(one.refusal) for one in found) == ["None"] + [str(Refusal.NUMBER_TAKEN)] * 19


@pytest.mark.parametrize("alone", [True, False])
def test_nobody_lodges_beside_who_corrects(road: OpenRoad, desk: Declarations, alone: bool) -> None:
    ask = "SELECT pg_try_advisory_xact_lock_shared(%(of)s, %(cell)s), pg_try_advisory_xact_lock(%(of)s, %(cell)s)"
    with desk.store.unit() as unit:
        unit.items.lodging(alone=alone)
        unit.roads.clock_at()  # waited for
        found = road.store.connection.execute(ask, {"of": LODGING, "cell": CELL}).fetchone()
    assert found == (not alone, False)


def test_only_who_corrects_wants_to_be_alone(desk: Declarations, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[bool]()
    as_it_is = PostgresItems.lodging

    def told_of(self: PostgresItems, *, alone: bool) -> None:
        asked.append(alone)
        as_it_is(self, alone=alone)

    monkeypatch.setattr(PostgresItems, "lodging", told_of)
    one = new()
    lodged(desk, one)
    lodged(desk, new(), replace(one, order_id="W9", correction=True))
    assert asked == [False, True]


def test_what_is_owed_is_paid_and_then_it_passes(desk: Declarations) -> None:
    name = lodged(desk, new(**DEAR))[0].declaration_id
    for _ in range(2):  # whose answer is lost says the same again
        heard = told(desk, name, Fact.PAID, Role.SYSTEM)
        assert (row_of(heard).state, heard.refusal) == (State.RELEASED, None)
    assert facts_of(desk, name)[3:] == ["PAID", "PASSED"]


SENDER, SYSTEM, OFFICER = Role.SENDER, Role.SYSTEM, Role.OFFICER
WAYS: dict[str, tuple[dict[str, Any], list[tuple[Fact, Role]], State]] = {
    "papers": (OF_MANY_LINES, [(Fact.ANSWERED, SENDER), (Fact.PAID, SYSTEM), (Fact.RELEASED, OFFICER)], State.RELEASED),
    "scan": (BATTERY, [(Fact.ARRIVED, SYSTEM), (Fact.EXAMINED, OFFICER), (Fact.RELEASED, OFFICER)], State.RELEASED),
    "opened": (
        BATTERY,
        [(Fact.OPENING_ORDERED, OFFICER), (Fact.ARRIVED, SYSTEM), (Fact.EXAMINED, OFFICER), (Fact.REFUSED, OFFICER)],
        State.REFUSED,
    ),
    "held": (
        BATTERY,
        [
            (Fact.ARRIVED, SYSTEM),
            (Fact.HELD, OFFICER),
            (Fact.ANSWERED_ON_HOLD, SENDER),
            (Fact.HELD, OFFICER),
            (Fact.HOLD_LIFTED, OFFICER),
        ],
        State.RELEASED,
    ),
    "sent back": (DEAR, [(Fact.ARRIVED, SYSTEM), (Fact.HELD, OFFICER), (Fact.RETURNED, SENDER)], State.RETURNED),
    "withdrawn": (OF_MANY_LINES, [(Fact.WITHDRAWN, SENDER)], State.WITHDRAWN),
}


@pytest.mark.parametrize("way", WAYS)
def test_ways_of_the_life(desk: Declarations, way: str) -> None:
    other, steps, end = WAYS[way]
    name = lodged(desk, new(**other))[0].declaration_id
    heard = [told(desk, name, fact, role, why=("R1",), note="as seen") for fact, role in steps]
    assert [one.refusal for one in heard] == [None] * len(steps)
    assert row_of(heard[-1]).state is end


def test_every_end_is_among_them() -> None:
    assert {end for _, _, end in WAYS.values()} == set(FINAL)


def test_officers_do_not_clear_what_they_entered(desk: Declarations) -> None:
    name = lodged(desk, new(**{**OF_MANY_LINES, "lines": [{**LINE, "value_minor": 100}] * 21}))[0].declaration_id
    assert told(desk, name, Fact.ANSWERED, OFFICER).refusal is None
    assert told(desk, name, Fact.RELEASED, OFFICER).refusal is Verdict.OWN_ENTRY
    assert row_of(told(desk, name, Fact.RELEASED, OFFICER, "pavel")).state is State.RELEASED


def test_nobody_says_of_their_own_that_it_is_paid(desk: Declarations) -> None:
    name = lodged(desk, new(**DEAR))[0].declaration_id
    assert told(desk, name, Fact.PAID, SYSTEM, "anna").refusal is Verdict.OWN_ENTRY
    assert row_of(told(desk, name, Fact.PAID, SYSTEM)).state is State.RELEASED


def test_no_account_has_the_name_of_the_checks() -> None:
    assert not HANDLE.fullmatch(CHECKED_BY)


def test_a_declaration_is_corrected_only_so_often(desk: Declarations) -> None:
    asked = new(**DEAR)
    found = lodged(desk, asked)
    while found[-1].row:
        assert len(found) < MOST_CORRECTED
        found += lodged(desk, replace(asked, order_id=f"W{len(found)}", correction=True))
    assert found[-1].refusal is Refusal.HISTORY_FULL
    assert MOST_CORRECTED <= row_of(found[-2]).events < MOST_CORRECTED + 4
    assert lodged(desk, replace(asked, order_id=f"W{len(found) - 2}"))[0].known
    # Its office still acts on it.
    assert told(desk, found[0].declaration_id, Fact.SCAN_ORDERED, OFFICER).refusal is None


def test_a_hold_is_renewed_only_so_often_and_then_it_ends(desk: Declarations) -> None:
    name = lodged(desk, new(**BATTERY))[0].declaration_id
    told(desk, name, Fact.ARRIVED, SYSTEM)
    heard, at = told(desk, name, Fact.HELD, OFFICER, why=("R0",)), 0
    while not heard.refusal:
        at += 1
        assert at < MOST_EVENTS
        assert told(desk, name, Fact.ANSWERED_ON_HOLD, SENDER).refusal is None
        heard = told(desk, name, Fact.HELD, OFFICER, why=(f"R{at}",))
    assert heard.refusal is Refusal.HISTORY_FULL
    assert MOST_EVENTS <= row_of(heard).events <= MOST_EVENTS + 1
    seen = desk.item(ALL, name)
    assert seen
    assert Fact.HELD not in possible(seen.row, seen.case, "olga", lambda _: (Standpoint(OFFICER, ALL),), gone=False)
    assert row_of(told(desk, name, Fact.HOLD_LIFTED, OFFICER)).state is State.RELEASED


def test_without_new_rounds_and_corrections_every_history_ends() -> None:
    """No way of facts that stay allowed leads back to where it was."""
    left = [fact for fact in REPORTED if fact not in ROUNDS]
    ahead: dict[tuple[State, bool, bool], set[tuple[State, bool, bool]]] = {}
    for state, arrived, paid in product(State, (False, True), (False, True)):
        before = Standing(np.array([state]), np.array([arrived]), np.array([paid]))
        for fact in left:
            said = Report(np.array([fact]), np.array([MOVES[fact].by[0]]), np.array([True]), np.array([False]))
            (s, a, p), verdict = advance(before, said)
            if verdict[0] == Verdict.DONE:
                ahead.setdefault((state, arrived, paid), set()).add((State(int(s[0])), bool(a[0]), bool(p[0])))
    assert list(TopologicalSorter(ahead).static_order())


def test_what_follows_from_a_content_at_once_is_not_reported(desk: Declarations) -> None:
    """Whatever is lodged, those facts fit no state in which it then stands."""
    for other in ({}, DEAR, OF_MANY_LINES, BATTERY, NAMELESS):
        name = lodged(desk, new(**other))[0].declaration_id
        for paid in (False, True):
            if paid:
                told(desk, name, Fact.PAID, SYSTEM)
            for fact in set(Fact) - {*REPORTED, Fact.LODGED, Fact.CORRECTED}:
                assert told(desk, name, fact, MOVES[fact].by[0], "pavel", why=("R",)).refusal


@pytest.mark.parametrize(
    ("why", "at"),
    [
        ([], None), (["R1", "!~"], None), (["x" * 40], None), (["x"] * 20, None), (["R1", "a\0b"], 1), (["R1\n"], 0),
        (["\u2713"], 0), ([""], 0), (["a b"], 0), (["x" * 41], 0), (["x"] * 21, 20),
    ],
)  # fmt: skip
def test_codes_of_reasons_are_short_words_that_a_data_base_holds(why: list[str], at: int | None) -> None:
    assert misfit_of(why) == at


def test_who_may_report_is_by_roles_and_by_sight(desk: Declarations) -> None:
    name = lodged(desk, new(**DEAR))[0].declaration_id

    def by(roles: Sequence[str], fact: Fact, **who: Any) -> object:
        whose = {"merchant": None, "office": None, **who}
        return desk.report(Said(name, fact, "x", standpoints(roles, fact, **whose))).refusal

    assert by(["merchant"], Fact.WITHDRAWN, merchant="crane") is Refusal.UNKNOWN_DECLARATION
    assert by(["officer"], Fact.DOCUMENTS_ASKED, office="kazan") is Refusal.UNKNOWN_DECLARATION
    assert by(["auditor"], Fact.WITHDRAWN) is Refusal.UNKNOWN_DECLARATION
    assert by([], Fact.WITHDRAWN) is Refusal.UNKNOWN_DECLARATION
    assert by(["merchant"], Fact.PAID, merchant="lantern") is Verdict.NOT_THEIRS
    assert by(["post_worker"], Fact.PAID, office="moscow") is Verdict.NOT_THEIRS
    assert by(["post_worker"], Fact.ARRIVED, office="moscow") is None
    assert by(["officer"], Fact.DOCUMENTS_ASKED, office="moscow") is None
    assert by(["operator"], Fact.PAID) is None
    assert desk.report(Said("none", Fact.PAID, "x", (Standpoint(SYSTEM, ALL),))).row is None


def test_lists_are_pages_of_what_is_in_sight(desk: Declarations) -> None:
    party, office = "account:pages", "novosibirsk"
    names = {one.declaration_id for one in lodged(desk, *(new(office=office) for _ in range(5)), party=party)}
    for seen in (Seen(False, party, None, None), Seen(False, None, None, office), Seen(False, party, "x", office)):
        found, cursor = desk.items(seen, "", 2)
        pages = [found]
        while cursor:
            found, cursor = desk.items(seen, cursor, 2)
            pages.append(found)
        assert [len(page) for page in pages] == [2, 2, 1]
        assert {row.declaration_id for page in pages for row in page} == names
    assert desk.items(Seen(False, None, None, office), "", 9, waiting=True) == ([], ""), "all are released"
    asked = {one.declaration_id for one in lodged(desk, new(office=office, **DEAR), party=party)}
    for seen in (Seen(False, party, None, None), Seen(False, None, None, office)):
        assert {row.declaration_id for row in desk.items(seen, "", 9, waiting=True)[0]} == asked
    nothing = Seen(False, "account:nobody", None, None)
    assert desk.items(nothing, "", 2) == desk.items(Seen(False, None, None, None), "", 2) == ([], "")
    assert {desk.item(nothing, name) for name in names} == {None}
    with pytest.raises(BadInput):
        desk.items(nothing, "nonsense", 2)


def test_whom_it_names_is_in_no_plain_column_and_read_back_masked(road: OpenRoad, desk: Declarations) -> None:
    name = lodged(desk, new())[0].declaration_id
    for sql in ("SELECT (t.*)::text FROM item_declaration t", "SELECT (t.*)::text FROM item_declaration_event t"):
        rows = road.store.connection.execute(sql).fetchall()
        assert rows
        assert not any(word in text for (text,) in rows for word in PERSONAL)
    found = desk.item(ALL, name)
    assert found
    assert found.named == {
        "sender_name": "Y… W… H…",
        "recipient_name": "O… O…",
        "recipient_postcode": "36…",
        "recipient_identity": "…71",
        "consignee_id": "…57",
    }


def test_a_seal_that_was_moved_does_not_open(road: OpenRoad, desk: Declarations, capfd: pytest.CaptureFixture) -> None:
    one, two = (found.declaration_id for found in lodged(desk, new(), new()))
    sql = "UPDATE item_declaration SET sealed = (SELECT sealed FROM item_declaration WHERE declaration_id = %s) "
    road.store.connection.execute(sql + "WHERE declaration_id = %s", [one, two])
    found = desk.item(ALL, two)
    assert found
    assert found.named is None
    views = "SELECT count(*) FROM item_declaration_view"
    assert desk.named(ALL, two, "olga", "a letter") is Refusal.SEALED
    assert road.store.connection.execute(views).fetchone() == (0,), "nobody saw it"
    assert isinstance(desk.named(ALL, one, "olga", "a letter"), dict)
    assert road.store.connection.execute(views).fetchone() == (1,)
    said = capfd.readouterr()
    assert not any(word in said.out + said.err for word in PERSONAL)


@pytest.mark.parametrize("size", [1, 7, 150])
def test_nobody_s_decision_depends_on_who_lodges_beside_them(desk: Declarations, size: int) -> None:
    asked = demo_items(150, 1, date(2026, 11, 11))
    # Ten of one person, and of one number.
    asked += [item(1, id=f"same{n}", consignee_id="c1", **DEAR) for n in range(10)]
    border = desk.border
    assert isinstance(border, BorderOf)
    at = 1_794_355_200
    whole = border(asked, at)
    parts = [one for first in range(0, len(asked), size) for one in border(asked[first : first + size], at)]
    assert parts == whole
    assert len(set(whole[150:])) == 1
    assert {decision.channel for decision in whole} >= {"", "green"}


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_it_is_no_future_day_anywhere(desk: Declarations, hour: int) -> None:
    asked = [item(1, destination=place) for place in ("RU", "KZ", "US")]
    codes = {code for one in desk.border(asked, START + hour * HOUR) for code in one.reasons.split()}
    of_days = {one.code for one in CHECKS if one.name.startswith("accepted_")}
    assert of_days == {"T01", "T02"}
    assert not codes & of_days


FACT = st.tuples(
    st.integers(0, 2), st.sampled_from(REPORTED), st.sampled_from(list(Role)),
    st.sampled_from(["anna", "olga", "road"]), st.booleans(),
)  # fmt: skip
LIKELY = st.sampled_from(
    [(way, *step) for way, (_, steps, _) in enumerate(WAYS.values()) for step in steps if way < 3]
).map(lambda one: (one[0], one[1], one[2], WHO[one[2]], True))


@settings(max_examples=60)
@given(st.lists(FACT | LIKELY, max_size=14))
def test_whatever_is_reported_a_declaration_stands_as_its_events_say(
    road: OpenRoad, desk: Declarations, steps: list[tuple[int, Fact, Role, str, bool]]
) -> None:
    rows = [row_of(one) for one in lodged(desk, new(**OF_MANY_LINES), new(**BATTERY), new(**DEAR))]
    said = [
        Said(rows[n].declaration_id, fact, who, (Standpoint(role, ALL),), ("R",) if why else ())
        for n, fact, role, who, why in steps
    ]
    heard = report(desk.platform, desk.store, said[: len(said) // 2]) + [
        report(desk.platform, desk.store, [one])[0] for one in said[len(said) // 2 :]
    ]
    last = {one.declaration_id: row_of(one) for one in heard}
    for row in rows:
        found = desk.item(ALL, row.declaration_id)
        assert found
        stored = last.get(row.declaration_id, row)
        assert found.row._replace(plain="") == stored._replace(plain="")
        assert (found.case.done[-1].state, len(found.case.done)) == (stored.state, stored.events)
    assert road.check() == []
