"""The desks over HTTP and in a browser: parcels, payments and declarations of whom one serves."""

import html
import re
from collections.abc import Iterator

import psycopg
import pytest
from browser import DESKTOP, LOOKS, a_browser, look_at, needs_browser
from sites import Site, Visitor, a_name, play_some, served

from tearoad.boot.demo_people import make_demo_people
from tearoad.boot.desk import STAGES, STATUSES
from tearoad.journey.stages import Money
from tearoad.web.words import CATALOGUE, LANGUAGES

PARCEL = re.compile(r'href="/parcels/([0-9a-f]{32})"')


@pytest.fixture(scope="module")
def site(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A demo in the middle of its journeys."""
    with served(server_url, a_name(), tmp_path_factory.mktemp("home")) as found:
        play_some(found, 150)
        make_demo_people(found.database)
        yield found


def listed(visitor: Visitor, path: str = "/parcels") -> list[str]:
    """The ids of all pages of a list of parcels."""
    found: list[str] = []
    while path:
        text = visitor.get(path).text
        found += PARCEL.findall(text)
        more = re.search(r'rel="next" href="([^"]+)"', text)
        path = f"/parcels{html.unescape(more[1])}" if more else ""
    return found


def test_an_officer_goes_from_the_start_page_to_the_law_of_a_parcel(site: Site) -> None:
    officer = Visitor(site.url)
    doors = dict(
        re.findall(r'name="role" value="(\w+)"><input type="hidden" name="next" value="([^"]+)"', officer.get("/").text)
    )
    room = "/control-room"
    assert doors == {
        "buyer": "/shop", "merchant": "/parcels", "officer": "/parcels", "post_worker": "/parcels",
        "bank_liaison": "/payments", "operator": room, "auditor": room,
    }  # fmt: skip
    officer.demo("officer")
    released = PARCEL.findall(officer.get("/parcels?stage=out_for_delivery").text) or listed(officer)
    parcel = officer.get(f"/parcels/{released[0]}").text
    assert f'href="/declarations/{released[0]}"' in parcel
    declaration = officer.get(f"/declarations/{released[0]}").text
    assert "Quoted to the buyer" in declaration
    with psycopg.connect(site.database) as connection:
        sql = "SELECT buyer FROM orders JOIN consignment USING (cell_id, order_id) WHERE consignment_id = %s"
        (buyer,) = connection.execute(sql, [released[0]]).fetchone()  # type: ignore[misc]
    assert buyer not in parcel + declaration


def test_a_merchant_and_an_office_see_their_own_and_nobody_else_s(site: Site) -> None:
    merchant, officer, auditor = (Visitor(site.url).demo(role) for role in ("merchant", "officer", "auditor"))
    of_merchant, of_office, of_all = set(listed(merchant)), set(listed(officer)), set(listed(auditor))
    assert of_merchant < of_all
    assert of_office < of_all
    for visitor, own in ((merchant, of_merchant), (officer, of_office)):
        foreign = min(of_all - own)
        for path in (f"/parcels/{foreign}", f"/declarations/{foreign}"):
            assert visitor.get(path).status == 404
        assert visitor.get(f"/parcels/{min(own)}").status == 200
    assert Visitor(site.url).get(f"/parcels/{min(of_all)}").location.startswith("/sign-in")


def test_a_bank_liaison_finds_a_payment_and_no_parcel(site: Site) -> None:
    liaison = Visitor(site.url).demo("bank_liaison")
    page = liaison.get("/payments").text
    order = re.search(r'<th scope="row">([^<]+)</th>', page)[1]  # type: ignore[index]
    found = liaison.get(f"/payments?order={order}").text
    assert re.findall(r'<th scope="row">([^<]+)</th>', found) == [order]
    assert "There is nothing here yet" in liaison.get("/payments?order=none%00").text
    assert liaison.get("/parcels").status == 403


@pytest.mark.parametrize("path", ["/parcels?after=AAAA", "/payments?after=x", "/parcels/none", "/declarations/%00"])
def test_what_leads_nowhere_is_not_found(site: Site, path: str) -> None:
    assert Visitor(site.url).demo("auditor").get(path).status == 404


def test_doors_are_for_those_who_have_something_behind_them(site: Site) -> None:
    nav = re.compile(r"<nav aria-label=\"Main[^>]*>(.*?)</nav>", re.DOTALL)

    def doors(visitor: Visitor) -> list[str]:
        return re.findall(r'href="([^"]+)"', nav.search(visitor.get("/track").text)[1])  # type: ignore[index]

    assert doors(Visitor(site.url)) == ["/shop", "/basket", "/track", "/control-room"]
    assert doors(Visitor(site.url).demo("buyer")) == ["/shop", "/basket", "/orders", "/wallet", "/track"]
    assert doors(Visitor(site.url).demo("merchant")) == ["/wallet", "/track", "/parcels", "/items", "/payments"]
    assert doors(Visitor(site.url).demo("officer")) == [
        "/track",
        "/parcels",
        "/items",
        "/post/exceptions",
        "/control-room",
    ]


@pytest.mark.full
@needs_browser
@pytest.mark.browser
def test_the_desks_are_accessible_in_each_language(site: Site) -> None:
    auditor = Visitor(site.url).demo("auditor")
    parcel = PARCEL.findall(auditor.get("/parcels?stage=held_at_border").text) or listed(auditor)
    pages = {"parcels": "/parcels", "payments": "/payments", "parcel": f"/parcels/{parcel[-1]}",
             "declaration": f"/declarations/{parcel[-1]}"}  # fmt: skip
    cookies = {"tearoad_session": auditor.cookies["tearoad_session"]}
    looks = [*LOOKS, ("ru", DESKTOP, "light")]  # the longest words in the header
    with a_browser() as browser:
        for name, path in pages.items():
            look_at(browser, name, site.url + path, cookies, looks)


def test_every_stage_and_state_has_its_words() -> None:
    assert set(CATALOGUE["stage"]) == set(STAGES)
    assert set(CATALOGUE["border"]) == set(STATUSES)
    assert set(CATALOGUE["money_state"]) == {one.name.lower() for one in Money}
    assert all(set(words) == set(LANGUAGES) for words in CATALOGUE["border"].values())
