"""The customs desk: what machines lodged, seen by its office alone, and acted on by officers as the table has it."""

import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from browser import DESKTOP, LOOKS, a_browser, look_at, needs_browser
from items import BATTERY, DEAR, NAMELESS, OF_MANY_LINES, item
from sites import Site, Visitor, a_name, play_some, served

from tearoad.boot.demo_people import make_demo_people
from tearoad.boot.desks import desks_of
from tearoad.boot.items import party_of
from tearoad.customs.clearance import Fact, Role, State, Verdict
from tearoad.terms.refusal import Refusal
from tearoad.web.words import CATALOGUE, LANGUAGES

LINK = re.compile(r'<th scope="row"><a href="/items/([0-9a-f]{32})[?"]')
NOBODY = {**NAMELESS, "sender_name": "", "recipient_postcode": "", "consignee_id": ""}
KINDS: tuple[dict[str, Any], ...] = (DEAR, BATTERY, OF_MANY_LINES, NAMELESS, {}, NOBODY)


@pytest.fixture(scope="module")
def site(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A demo where somebody lodged one of each kind, and its merchant one for another office."""
    home = tmp_path_factory.mktemp("home")
    with served(server_url, a_name(), home) as found:
        play_some(found, 30)
        make_demo_people(found.database)
        desks = desks_of(found.database, home)
        with closing(desks.store), closing(desks.items()) as declarations:
            lodged = [item(at, **more) for at, more in enumerate(KINDS, 1)]
            declarations.lodge(lodged, party_of("somebody", None), "somebody")
            declarations.lodge([item(9, office="yekaterinburg")], party_of("", merchant_of(found)), "demo-merchant")
        yield found


def merchant_of(site: Site) -> str:
    """Whose the demo's merchant is."""
    with psycopg.connect(site.database) as connection:
        row = connection.execute("SELECT merchant FROM person WHERE name = 'demo-merchant'").fetchone()
    assert row
    return str(row[0])


def listed(visitor: Visitor, path: str = "/items") -> list[str]:
    return LINK.findall(visitor.get(path).text)


def of_kind(visitor: Visitor, word: str) -> str:
    """The id of the first whose page has this word as its state."""
    return next(name for name in listed(visitor) if f"<b>{word}</b>" in visitor.get(f"/items/{name}").text)


def test_an_office_sees_its_own_and_what_waits(site: Site) -> None:
    officer, auditor = (Visitor(site.url).demo(role) for role in ("officer", "auditor"))
    own, of_all = listed(officer), listed(auditor)
    assert len(of_all) == len(KINDS) + 1
    assert len(own) == len(KINDS)
    foreign = (set(of_all) - set(own)).pop()
    assert officer.get(f"/items/{foreign}").status == 404
    assert len(listed(officer, "/items?waiting=1")) == 3, "what is rejected or released waits for nobody here"
    assert Visitor(site.url).get("/items").location.startswith("/sign-in")
    assert Visitor(site.url).demo("buyer").get("/items").status == 403


def test_an_officer_examines_and_releases(site: Site) -> None:
    officer, operator = (Visitor(site.url).demo(role) for role in ("officer", "operator"))
    name = of_kind(officer, "for the scanner")
    path = f"/items/{name}"
    early = officer.post(f"{path}/reports", {"fact": "examined"})
    assert (early.status, "The item is not at the office yet." in early.text) == (422, True)
    assert officer.post(f"{path}/reports", {"fact": "held"}).status == 422
    assert operator.post(f"{path}/reports", {"fact": "arrived"}).status == 302
    assert officer.post(f"{path}/reports", {"fact": "examined", "note": "a lamp"}).status == 302
    assert "a lamp" in officer.get(path).text
    assert officer.post(f"{path}/reports", {"fact": "released"}).status == 302
    page = officer.get(path).text
    assert "<b>released</b>" in page
    assert 'name="fact"' not in page, "nothing more is to be reported"


def test_what_is_not_theirs_is_refused(site: Site) -> None:
    officer, auditor = (Visitor(site.url).demo(role) for role in ("officer", "auditor"))
    path = f"/items/{of_kind(officer, 'assessed, waits for payment')}"
    refused = officer.post(f"{path}/reports", {"fact": "paid"})
    assert (refused.status, "This is not yours to report." in refused.text) == (422, True)
    for fact in ("lodged", "", "passed"):
        told = officer.post(f"{path}/reports", {"fact": fact})
        assert (told.status, "That is nothing to be reported here." in told.text) == (422, True)
    assert Visitor(site.url).demo("operator").post(f"{path}/reports", {"fact": "arrived"}).status == 302
    for why in ("\u2713", "a\0b", "x" * 41, "x " * 21):  # an item at the office is held for any reason that is one
        told = officer.post(f"{path}/reports", {"fact": "held", "why": why})
        assert (told.status, "A reason is a code:" in told.text) == (422, True)
    assert "assessed, waits for payment" in officer.get(path).text
    assert auditor.post(f"{path}/reports", {"fact": "held", "why": "x"}).status == 403
    assert 'name="fact"' not in auditor.get(path).text


def test_persons_are_masked_and_each_view_whole_is_kept(site: Site) -> None:
    officer = Visitor(site.url).demo("officer")
    path = f"/items/{of_kind(officer, 'papers are asked for')}"
    assert "891796258371" not in officer.get(path).text
    assert officer.post(f"{path}/names", {"why": " "}).status == 422
    whole = officer.post(f"{path}/names", {"why": "invoice"}).text
    assert "891796258371" in whole
    assert "Olga Orlik" in whole
    with psycopg.connect(site.database) as connection:
        found = connection.execute("SELECT who, why FROM item_declaration_view").fetchall()
    assert found == [("demo-officer", "invoice")]
    assert Visitor(site.url).demo("auditor").post(f"{path}/names", {"why": "x"}).status == 403


def test_a_sender_hears_the_reason_and_not_the_note(site: Site) -> None:
    merchant, operator = (Visitor(site.url).demo(role) for role in ("merchant", "operator"))
    (name,) = listed(merchant)
    said = {"fact": "arrived", "why": "S1", "note": "shelf four"}
    assert operator.post(f"/items/{name}/reports", said).status == 302
    for visitor, whole in ((merchant, False), (operator, True)):
        page = visitor.get(f"/items/{name}").text
        assert "<code>S1</code>" in page
        assert ("shelf four" in page) is whole


def test_nobody_is_named_and_the_key_is_lost_are_two_things(site: Site) -> None:
    officer = Visitor(site.url).demo("officer")
    pages = {name: officer.get(f"/items/{name}").text for name in listed(officer)}
    (nobody,) = (name for name, page in pages.items() if "Nobody is named." in page)
    assert not any("The key does not fit" in page for page in pages.values())
    with psycopg.connect(site.database) as connection:
        connection.execute("UPDATE item_declaration SET sealed = 'x' WHERE declaration_id = %s", [nobody])
    assert "The key does not fit" in officer.get(f"/items/{nobody}").text
    told = officer.post(f"/items/{nobody}/names", {"why": "a letter"})
    assert (told.status, "The key does not fit" in told.text) == (422, True)


@pytest.mark.parametrize("path", ["/items?after=AAAA", "/items/none", "/items/%00", f"/items/{'0' * 32}"])
def test_what_leads_nowhere_is_not_found(site: Site, path: str) -> None:
    assert Visitor(site.url).demo("auditor").get(path).status == 404


@pytest.mark.full
@needs_browser
@pytest.mark.browser
def test_the_desk_is_accessible_in_each_language(site: Site) -> None:
    officer = Visitor(site.url).demo("officer")
    dear = of_kind(officer, "assessed, waits for payment")
    Visitor(site.url).demo("operator").post(f"/items/{dear}/reports", {"fact": "arrived"})
    pages = {"items": "/items?waiting=1", "item": f"/items/{dear}?waiting=1"}
    cookies = {"tearoad_session": officer.cookies["tearoad_session"]}
    with a_browser() as browser:
        for name, path in pages.items():
            look_at(browser, name, site.url + path, cookies, [*LOOKS, ("ru", DESKTOP, "light")])


def test_every_state_fact_and_refusal_has_its_words() -> None:
    for section, kind in (("item_state", State), ("item_fact", Fact), ("item_role", Role)):
        assert set(CATALOGUE[section]) == {one.name.lower() for one in kind}  # type: ignore[attr-defined]
    refusals = {one.name.lower() for one in (*Verdict, Refusal.HISTORY_FULL, Refusal.SEALED)} - {"done"}
    assert set(CATALOGUE["item_refusal"]) == refusals | {"unknown_fact", "bad_code"}
    assert all(set(words) == set(LANGUAGES) for words in CATALOGUE["item_fact"].values())
