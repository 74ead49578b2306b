"""Documents of declarations: judged, sealed and kept once; a link answers one question once."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from items import OF_MANY_LINES, START, declared_road, item, served_items

from tearoad.boot.items import Declarations, party_of
from tearoad.boot.road import OpenRoad
from tearoad.customs.clearance import Fact, Role, State, Verdict
from tearoad.operations.advance import advance
from tearoad.operations.desk_view import Seen
from tearoad.operations.paper import KINDS, LARGEST_BYTES, LONGEST_NAME, MOST_DOCUMENTS, File, clean_name
from tearoad.operations.report_items import Said, Standpoint, possible
from tearoad.store.database import CELL
from tearoad.store.papers import PostgresPapers, papers_of
from tearoad.terms.days import DAY
from tearoad.terms.refusal import Refusal

serial = count(1)
ALL, NONE = Seen(True, None, None, None), Seen(False, None, None, None)
PARTY = party_of("anna", "lantern")
PDF, JPEG, PNG = (begins + b" of tea" for begins, _ in KINDS.values())
SECRET = b"%PDF-1.7 the passport of Olga Orlik"


@pytest.fixture(scope="module")
def road(server_url: str) -> Iterator[OpenRoad]:
    with declared_road(server_url, "tearoad_test_documents") as opened:
        yield opened


@pytest.fixture(scope="module")
def desk(road: OpenRoad, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Declarations]:
    with served_items(road, tmp_path_factory.mktemp("home")) as found:
        yield found


def asked_for(desk: Declarations, **other: Any) -> str:
    """The id of one for which papers are asked."""
    (found,) = desk.lodge([item(next(serial), **OF_MANY_LINES, **other)], PARTY, "anna")
    assert found.row
    assert found.row.state is State.FOR_DOCUMENTS
    return found.row.declaration_id


def told(desk: Declarations, name: str, fact: Fact, role: Role, who: str, *why: str) -> object:
    return desk.report(Said(name, fact, who, (Standpoint(role, ALL),), why)).refusal


def add(desk: Declarations, name: str, *files: File, who: str = "anna", seen: Seen = ALL) -> object:
    done = desk.papers.add(seen, name, files, who)
    return done.refusal or [one.number for one in done.papers]


def link(desk: Declarations, name: str, who: str = "olga") -> str:
    made = desk.papers.link(ALL, name, who)
    assert not isinstance(made, Refusal), made
    return made.token


def state(desk: Declarations, name: str) -> State:
    found = desk.item(ALL, name)
    assert found
    return found.row.state


def test_documents_are_kept_once_and_numbered(desk: Declarations) -> None:
    name, other = asked_for(desk), asked_for(desk)
    assert add(desk, name, File("a.pdf", PDF), File("b.jpg", JPEG), File("again.pdf", PDF)) == [1, 2, 1]
    assert add(desk, name, File("c.png", PNG), File("x", JPEG)) == [3, 2]
    assert add(desk, other, File("a.pdf", PDF)) == [1]
    found = desk.papers.papers(ALL, ALL, name)
    assert found
    assert [(one.name, one.media_type, one.size_bytes) for one in found] == [
        ("a.pdf", "application/pdf", len(PDF)),
        ("b.jpg", "image/jpeg", len(JPEG)),
        ("c.png", "image/png", len(PNG)),
    ]
    assert [one.name for one in desk.papers.papers(ALL, NONE, name) or []] == ["", "", ""], "names are not for readers"
    assert desk.papers.papers(NONE, NONE, name) is None


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", Refusal.BAD_DOCUMENT),
        (b"<html>", Refusal.BAD_DOCUMENT),
        (b" %PDF-1.7", Refusal.BAD_DOCUMENT),
        (b"MZ\x90\0 %PDF-", Refusal.BAD_DOCUMENT),
        (b"\x89PNG\n", Refusal.BAD_DOCUMENT),
        (b"%PDF-" + bytes(LARGEST_BYTES - 4), Refusal.DOCUMENT_TOO_LARGE),
    ],
)
def test_a_file_is_judged_by_what_it_is(desk: Declarations, content: bytes, refusal: Refusal) -> None:
    name = asked_for(desk)
    assert add(desk, name, File("good.pdf", PDF), File("good.pdf", content)) is refusal
    assert desk.papers.papers(ALL, ALL, name) == [], "all or none"
    assert desk.papers.answer(link(desk, name), [File("good.pdf", content)], "") is refusal
    assert state(desk, name) is State.FOR_DOCUMENTS


def test_the_largest_is_taken_and_opens_again(desk: Declarations) -> None:
    name, content = asked_for(desk), b"%PDF-" + bytes(LARGEST_BYTES - 5)
    assert add(desk, name, File("large.pdf", content)) == [1]
    found = desk.papers.whole(ALL, name, 1, "olga", "large")
    assert not isinstance(found, Refusal)
    assert (found.name, found.media_type, found.content == content) == ("large.pdf", "application/pdf", True)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\olga\\счёт.PDF", "счёт.pdf"),
        ("a\0b\r\nc.pdf", "abc.pdf"),
        ("gpj.\u202eexe", "gpj.exe.pdf"),
        ("run.exe", "run.exe.pdf"),
        ("", "document.pdf"),
        ("...", "document.pdf"),
        (".pdf", "pdf.pdf"),
        ("\udc80", "document.pdf"),
        ("发" * 500 + ".pdf", "发" * (LONGEST_NAME - 4) + ".pdf"),
    ],
)
def test_names_are_harmless(name: str, kept: str) -> None:
    assert clean_name(name, "application/pdf") == kept
    assert len(kept) <= LONGEST_NAME


def test_ten_are_the_most(desk: Declarations) -> None:
    name = asked_for(desk)
    many = [File(f"{at}.pdf", PDF + bytes([at])) for at in range(MOST_DOCUMENTS + 1)]
    assert add(desk, name, *many) is Refusal.TOO_MANY_DOCUMENTS
    assert add(desk, name, *many[1:]) == list(range(1, MOST_DOCUMENTS + 1))
    assert add(desk, name, many[0]) is Refusal.TOO_MANY_DOCUMENTS
    assert add(desk, name, many[-1]) == [10], "it is there already"
    token = link(desk, name)
    assert desk.papers.answer(token, [many[0]], "") is Refusal.TOO_MANY_DOCUMENTS
    assert state(desk, name) is State.FOR_DOCUMENTS, "no answer without its documents"
    assert desk.papers.answer(token, [many[1]], "") is None


def test_what_is_out_of_sight_or_decided_takes_none(desk: Declarations) -> None:
    name = asked_for(desk)
    assert add(desk, name, File("a.pdf", PDF), seen=NONE) is Refusal.UNKNOWN_DECLARATION
    assert add(desk, "0" * 32, File("a.pdf", PDF)) is Refusal.UNKNOWN_DECLARATION
    assert add(desk, "none", File("a.pdf", PDF)) is Refusal.UNKNOWN_DECLARATION
    assert add(desk, name, File("a.pdf", PDF)) == [1]
    assert told(desk, name, Fact.WITHDRAWN, Role.SENDER, "anna") is None
    assert add(desk, name, File("b.png", PNG)) is Verdict.NOT_IN_THIS_STATE
    assert add(desk, name, File("a.pdf", PDF)) == [1]


def test_nothing_of_a_document_is_readable_in_the_data_base(road: OpenRoad, desk: Declarations) -> None:
    name = asked_for(desk)
    add(desk, name, File("Olga Orlik.pdf", SECRET))
    find = "SELECT * FROM item_document WHERE declaration_id = %s"
    row = road.store.connection.execute(find, [name]).fetchone()
    assert row
    text = " ".join(bytes(one).decode("latin-1") if isinstance(one, bytes) else str(one) for one in row)
    assert "k0001." in text
    assert "Orlik" not in text
    assert "%PDF" not in text


def test_each_view_is_kept_and_what_was_moved_does_not_open(
    road: OpenRoad, desk: Declarations, capfd: pytest.CaptureFixture
) -> None:
    name, other = asked_for(desk), asked_for(desk)
    for one in (name, other):
        add(desk, one, File("p.pdf", SECRET))
    views = "SELECT who, why FROM item_declaration_view WHERE declaration_id = %s"
    for nobody in (desk.papers.whole(NONE, name, 1, "eve", "x"), desk.papers.whole(ALL, "no", 1, "eve", "x")):
        assert nobody is Refusal.UNKNOWN_DECLARATION
    assert desk.papers.whole(ALL, name, 2, "olga", "x") is Refusal.UNKNOWN_DOCUMENT
    assert road.store.connection.execute(views, [name]).fetchall() == []
    found = desk.papers.whole(ALL, name, 1, "olga", "is it hers")
    assert not isinstance(found, Refusal)
    assert found.content == SECRET
    assert road.store.connection.execute(views, [name]).fetchall() == [("olga", "document 1: is it hers")]
    move = "UPDATE item_document d SET content = o.content, name = o.name FROM item_document o"
    road.store.connection.execute(f"{move} WHERE o.declaration_id = %s AND d.declaration_id = %s", [name, other])
    assert desk.papers.whole(ALL, other, 1, "olga", "x") is Refusal.DOCUMENT_SEALED
    assert road.store.connection.execute(views, [other]).fetchall() == []
    assert [one.name for one in desk.papers.papers(ALL, ALL, other) or []] == [""]
    assert "does not open" in "".join(capfd.readouterr())


def test_a_link_answers_once_with_its_documents(road: OpenRoad, desk: Declarations) -> None:
    name = asked_for(desk)
    token = link(desk, name)
    assert desk.papers.answer(token, [], "") is Refusal.EMPTY_ANSWER
    assert desk.papers.answer(token, [File("a.pdf", PDF)], "here") is None
    found = desk.item(ALL, name)
    assert found
    last = found.case.done[-1].event
    assert (last.fact, last.who, last.role, last.note) == (Fact.ANSWERED, PARTY, Role.SENDER, "here")
    (paper,) = papers_of(road.store.connection.cursor(), CELL, name)
    assert paper.added_by == PARTY
    assert desk.papers.answer(token, [File("a.pdf", PDF)], "here") is None, "the same again is as it was"
    for files, note in (([File("a.pdf", PDF)], "other"), ([File("b.png", PNG)], "here"), ([File("a.pdf", b"x")], "")):
        assert desk.papers.answer(token, files, note) in (Refusal.UNKNOWN_LINK, Refusal.BAD_DOCUMENT)
    seen = desk.item(ALL, name)
    assert seen
    assert seen.row == found.row


def test_a_link_is_kept_as_a_digest(road: OpenRoad, desk: Declarations) -> None:
    token = link(desk, asked_for(desk))
    rows = road.store.connection.execute("SELECT * FROM item_link").fetchall()
    assert rows
    assert token not in str(rows)


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "\0" * 43, "é" * 43, "A" * 44])
def test_what_is_no_link_is_void(desk: Declarations, token: str) -> None:
    assert desk.papers.asked(token) is None
    assert desk.papers.answer(token, [File("a.pdf", PDF)], "") is Refusal.UNKNOWN_LINK


def test_a_new_link_voids_the_old_and_no_other_s(desk: Declarations) -> None:
    name, other = asked_for(desk), asked_for(desk)
    old, others = link(desk, name), link(desk, other)
    new = link(desk, name)
    assert desk.papers.asked(old) is None
    assert desk.papers.answer(old, [], "x") is Refusal.UNKNOWN_LINK
    for token, of in ((new, name), (others, other)):
        found = desk.papers.asked(token)
        assert found
        assert found.row.declaration_id == of


def test_a_link_is_of_one_question(desk: Declarations) -> None:
    """It is void as soon as the declaration stands elsewhere, and stays so when the same is asked again."""
    name = asked_for(desk)
    token = link(desk, name)
    assert told(desk, name, Fact.ARRIVED, Role.SYSTEM, "road") is None
    assert desk.papers.asked(token), "it still asks"
    assert told(desk, name, Fact.ANSWERED, Role.SENDER, "anna") is None
    assert desk.papers.asked(token) is None
    assert desk.papers.link(ALL, name, "olga") is Refusal.NOTHING_ASKED
    assert told(desk, name, Fact.DOCUMENTS_ASKED, Role.OFFICER, "olga") is None
    assert desk.papers.asked(token) is None
    assert desk.papers.answer(token, [], "x") is Refusal.UNKNOWN_LINK
    assert told(desk, name, Fact.HELD, Role.OFFICER, "olga", "E1") is None
    held = link(desk, name)
    assert desk.papers.answer(held, [], "a note") is None
    assert state(desk, name) is State.HELD_ANSWERED
    assert desk.papers.link(NONE, name, "olga") is Refusal.UNKNOWN_DECLARATION
    assert desk.papers.link(ALL, "no", "olga") is Refusal.UNKNOWN_DECLARATION


def test_two_answers_at_once_are_one(desk: Declarations) -> None:
    name = asked_for(desk)
    token, start = link(desk, name), threading.Barrier(4)

    def answered(at: int) -> object:
        start.wait()
        return desk.papers.answer(token, [File("a.pdf", PDF + bytes([at]))], f"note {at}")

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(answered, range(4)))
    assert sorted(found, key=str) == [None, *[Refusal.UNKNOWN_LINK] * 3]
    whole = desk.item(ALL, name)
    assert whole
    assert [one.event.fact for one in whole.case.done].count(Fact.ANSWERED) == 1
    assert len(desk.papers.papers(ALL, ALL, name) or []) == 1


def test_what_fails_at_its_end_leaves_nothing(desk: Declarations, monkeypatch: pytest.MonkeyPatch) -> None:
    name = asked_for(desk)
    token = link(desk, name)

    def fails(*_: object) -> None:
        raise RuntimeError("cut")

    with monkeypatch.context() as patch:
        patch.setattr(PostgresPapers, "answered", fails)
        with pytest.raises(RuntimeError, match="cut"):
            desk.papers.answer(token, [File("a.pdf", PDF)], "x")
    assert (state(desk, name), desk.papers.papers(ALL, ALL, name)) == (State.FOR_DOCUMENTS, [])
    assert desk.papers.answer(token, [File("a.pdf", PDF)], "x") is None


def test_nobody_clears_what_they_handed_in_or_may_have_answered(desk: Declarations) -> None:
    """Who adds documents for the sender, and who had the link in hand, leave the release to somebody else."""
    by_hand, by_link, by_anna = asked_for(desk), asked_for(desk), asked_for(desk)
    add(desk, by_hand, File("a.pdf", PDF), who="olga")
    assert told(desk, by_hand, Fact.ANSWERED, Role.SENDER, "anna") is None
    for name, maker in ((by_link, "olga"), (by_anna, "anna")):
        assert desk.papers.answer(link(desk, name, maker), [], "x") is None
    for name, refusal in ((by_hand, Verdict.OWN_ENTRY), (by_link, Verdict.OWN_ENTRY), (by_anna, None)):
        assert told(desk, name, Fact.PAID, Role.SYSTEM, "road") is None
        found = desk.item(ALL, name)
        assert found

        def points(fact: Fact) -> tuple[Standpoint, ...]:
            return (Standpoint(Role.OFFICER, ALL),)

        offered = possible(found.row, found.case, "olga", points, gone=False)
        assert (Fact.RELEASED in offered) is (refusal is None)
        assert told(desk, name, Fact.RELEASED, Role.OFFICER, "olga") is refusal
    assert told(desk, by_link, Fact.RELEASED, Role.OFFICER, "oleg") is None


def test_a_link_is_good_until_the_answer_is_due(road: OpenRoad, desk: Declarations) -> None:
    """The last test here: the road's clock goes on."""
    due, late = asked_for(desk), asked_for(desk)
    found = desk.item(ALL, due)
    assert found
    (term,) = [term for term in found.terms if term.clock.name == "answer"]
    made = desk.papers.link(ALL, due, "olga")
    assert not isinstance(made, Refusal)
    assert made.ends_at == term.ends_at
    advance(road.platform, made.ends_at - 1)
    assert desk.papers.asked(made.token)
    advance(road.platform, made.ends_at)
    assert desk.papers.asked(made.token) is None
    assert desk.papers.answer(made.token, [], "x") is Refusal.UNKNOWN_LINK
    again = desk.papers.link(ALL, late, "olga")
    assert not isinstance(again, Refusal)
    assert again.ends_at == made.ends_at + 10 * DAY > START
    assert desk.papers.answer(again.token, [], "late") is None
