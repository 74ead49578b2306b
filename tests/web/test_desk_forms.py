"""What an officer reads of one declaration: the law's reckoning, the label, form and ruling as PDF; and its parcel."""

import http.client
import re
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import psycopg
import pypdfium2
import pytest
from items import BATTERY, DEAR, NAMELESS, item, number
from sites import Site, Visitor, a_name, play_some, served

from tearoad.boot.demo_people import make_demo_people
from tearoad.boot.desks import desks_of
from tearoad.boot.items import party_of
from tearoad.demo.items import of_parcels
from tearoad.operations.desk_view import Seen

WHOLE = ("Olga Orlik", "891796258371")
EVERYBODYS = Seen(True, None, None, None)
DEAR_ONE, SCANNED, REJECTED, PARCEL = range(4)


@pytest.fixture(scope="module")
def site(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A demo on which some parcels are on their way."""
    home = tmp_path_factory.mktemp("home")
    with served(server_url, a_name(), home) as found:
        play_some(found, 30)
        make_demo_people(found.database)
        yield found


@pytest.fixture(scope="module")
def ids(site: Site) -> list[str]:
    """Of one that owes duty, one for the scanner, one that is rejected, and that of a parcel of the road."""
    desks = desks_of(site.database, site.home)
    with closing(desks.store), closing(desks.items()) as declarations:
        asked = [item(1, **DEAR), item(2, **BATTERY), item(3, **{**NAMELESS, "category": "<i>gold"})]
        told = declarations.lodge(asked, party_of("somebody", None), "somebody")
        waiting, _ = desks.desk.declarations(EVERYBODYS, "undeclared", "", 30)
        like = [item(at) for at in range(10, 40)]
        parcel = of_parcels(waiting, like)[0]
        merchant = next(one.merchant for one in waiting if one.consignment_id == parcel.consignment)
        told += declarations.lodge([parcel], party_of("x", merchant), "x")
    assert all(one.row for one in told)
    return [one.declaration_id for one in told]


def pdf_of(visitor: Visitor, method: str, path: str, body: str = "") -> str:
    """The text of a PDF, page after page."""
    connection = http.client.HTTPConnection(urlsplit(visitor.url).netloc, timeout=20)
    cookies = "; ".join(f"{name}={text}" for name, text in visitor.cookies.items())
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "en"}
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    assert (response.status, response.headers["Content-Type"]) == (200, "application/pdf")
    assert response.headers["Cache-Control"] == "no-store"
    document = pypdfium2.PdfDocument(response.read())
    text = "\n".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)
    document.close()
    connection.close()
    return text


def test_form_and_ruling_are_printed_masked(site: Site, ids: list[str]) -> None:
    officer, auditor = (Visitor(site.url).demo(role) for role in ("officer", "auditor"))
    for visitor in (officer, auditor):
        said = pdf_of(visitor, "GET", f"/items/{ids[DEAR_ONE]}/form.pdf")
        assert "RULING OF CUSTOMS" in said
        assert number(1) in said
        assert not any(name in said for name in WHOLE)
    assert officer.get(f"/items/{'0' * 32}/form.pdf").status == 404
    assert Visitor(site.url).get(f"/items/{ids[DEAR_ONE]}/form.pdf").location.startswith("/sign-in")


def test_whole_names_are_printed_with_a_reason_that_is_kept(site: Site, ids: list[str]) -> None:
    officer = Visitor(site.url).demo("officer")
    path = f"/items/{ids[SCANNED]}/names.pdf"
    refused = officer.post(path, {"why": " "})
    assert (refused.status, "Give a reason." in refused.text) == (422, True)
    assert Visitor(site.url).demo("auditor").post(path, {"why": "x"}).status == 403
    assert officer.post(f"/items/{'0' * 32}/names.pdf", {"why": "x"}).status == 404
    with psycopg.connect(site.database) as connection:
        assert connection.execute("SELECT count(*) FROM item_declaration_view").fetchone() == (0,)
    said = pdf_of(officer, "POST", path, f"why=a+court+asks&csrfmiddlewaretoken={officer.token()}")
    assert WHOLE[0] in said, "a CN 22 has no place for the other"
    with psycopg.connect(site.database) as connection:
        found = connection.execute("SELECT who, why FROM item_declaration_view").fetchall()
    assert found == [("demo-officer", "a court asks")]


def test_the_law_is_told_in_words_of_the_reader(site: Site, ids: list[str]) -> None:
    words = {"en": "duty 15 % of", "ru": "пошлина 15 %", "zh": "关税15 %"}
    for language, said in words.items():
        page = Visitor(site.url, language=language).demo("officer").get(f"/items/{ids[DEAR_ONE]}").text
        assert said in page
        assert "<code>eaeu-parcels-2024" in page, "the rule by its id"
    rejected = Visitor(site.url).demo("officer").get(f"/items/{ids[REJECTED]}").text
    assert "Nothing is charged." in rejected
    with psycopg.connect(site.database) as connection:
        change = "UPDATE item_declaration SET law_hash = %s WHERE declaration_id = %s RETURNING law_hash"
        kept = connection.execute(
            "SELECT law_hash FROM item_declaration WHERE declaration_id = %s", [ids[0]]
        ).fetchone()
        connection.execute(change, ["another", ids[DEAR_ONE]])
        connection.commit()
        told = Visitor(site.url).demo("officer").get(f"/items/{ids[DEAR_ONE]}").text
        assert kept
        connection.execute(change, [kept[0], ids[DEAR_ONE]])
    assert "the tariff are others now than those that were decided on" in told
    assert words["en"] not in told


def test_the_label_is_drawn_and_says_that_it_is(site: Site, ids: list[str]) -> None:
    officer = Visitor(site.url).demo("officer")
    page = officer.get(f"/items/{ids[DEAR_ONE]}").text
    (picture,) = re.findall(r"<svg class=\"label-picture\".*?</svg>", page, re.S)
    assert "HA 000 000 014 CN" in picture
    assert picture.count("<path") == 1
    assert not any(name in page for name in WHOLE)
    assert "Drawn from the data, not a photograph." in page
    assert "&lt;i&gt;gold" in officer.get(f"/items/{ids[REJECTED]}").text
    assert "<i>gold" not in officer.get(f"/items/{ids[REJECTED]}").text


def test_parcel_and_declaration_lead_to_each_other(site: Site, ids: list[str]) -> None:
    auditor, buyer = (Visitor(site.url).demo(role) for role in ("auditor", "buyer"))
    page = auditor.get(f"/items/{ids[PARCEL]}").text
    found = re.search(r'href="(/parcels/[0-9a-f]{32})"', page)
    assert found
    assert f'href="/items/{ids[PARCEL]}"' in auditor.get(found[1]).text
    assert "/parcels/" not in auditor.get(f"/items/{ids[DEAR_ONE]}").text.partition("<main")[2]
    assert buyer.get(f"/items/{ids[PARCEL]}").status == 403
