"""The operators' desk of accounts over HTTP: who may do what, and who said so."""

import re
from collections.abc import Iterator

import psycopg
import pytest
from browser import a_browser, look_at, needs_browser
from sites import PASSWORD, Site, Visitor, a_name, served

REGISTER = {"password": PASSWORD, "again": PASSWORD}


@pytest.fixture(scope="module")
def site(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A demo of its own: accounts are made and changed here."""
    with served(server_url, a_name(), tmp_path_factory.mktemp("home")) as found:
        yield found


@pytest.fixture(scope="module")
def operator(site: Site) -> Visitor:
    return Visitor(site.url).demo("operator")


def registered(site: Site, name: str) -> tuple[Visitor, str]:
    """A new buyer, and where the desk has them."""
    visitor = Visitor(site.url)
    assert visitor.post("/register", {"name": name, **REGISTER}).status == 302
    with psycopg.connect(site.database) as connection:
        row = connection.execute("SELECT id FROM person WHERE name = %s", [name]).fetchone()
    assert row is not None
    return visitor, f"/people/{row[0]}"


def a_merchant(site: Site) -> str:
    with psycopg.connect(site.database) as connection:
        row = connection.execute("SELECT min(merchant) FROM product").fetchone()
    assert row is not None
    return str(row[0])


def checked(page: str) -> set[str]:
    return set(re.findall(r'name="roles" value="([a-z_]+)" checked', page))


def test_an_operator_gives_and_takes_roles(site: Site, operator: Visitor) -> None:
    mei, desk = registered(site, "mei")
    assert mei.get("/people").status == 403
    assert checked(operator.get(desk).text) == {"buyer"}
    wish = {"roles": ["buyer", "merchant"], "merchant": a_merchant(site), "office": "", "active": "1"}
    assert operator.post(f"{desk}/change", wish).location == desk
    page = operator.get(desk).text
    assert checked(page) == {"buyer", "merchant"}
    assert f"<code>buyer</code> → <code>buyer merchant merchant={a_merchant(site)}</code>" in page
    assert a_merchant(site) in mei.get("/account").text

    assert operator.post(f"{desk}/change", wish).location == desk
    assert operator.get(desk).text.count(", demo-operator</span>") == 1, "the same wish again is no change"

    assert operator.post(f"{desk}/change", {"roles": ["auditor"], "active": "1"}).location == desk
    assert mei.get("/people").location.startswith("/account/second-factor"), "staff owe the second factor"
    assert mei.get("/basket").status == 200
    assert operator.post(f"{desk}/change", {"roles": ["buyer"]}).location == desk
    assert mei.get("/account").location.startswith("/sign-in"), "the session ended with the account"
    assert Visitor(site.url).sign_in("mei", PASSWORD).status == 422


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"roles": ["merchant"]}, "Please fill this in"),
        ({"roles": ["merchant"], "merchant": "nobody"}, "No merchant of this name"),
        ({"roles": ["merchant"], "merchant": "no\0body"}, "No merchant of this name"),
        ({"roles": ["officer"]}, "Please fill this in"),
        ({"roles": ["officer"], "office": "atlantis"}, "no such choice"),
        ({"roles": ["emperor"]}, "no such choice"),
    ],
)
def test_what_cannot_be_is_told_and_changes_nothing(site: Site, operator: Visitor, wish: dict, said: str) -> None:
    with psycopg.connect(site.database) as connection:
        known = connection.execute("SELECT id FROM person WHERE name = 'lin'").fetchone()
    desk = f"/people/{known[0]}" if known else registered(site, "lin")[1]
    answer = operator.post(f"{desk}/change", {**wish, "active": "1"})
    assert (answer.status, said in answer.text) == (422, True), answer.text
    assert checked(operator.get(desk).text) == {"buyer"}


def test_nobody_changes_their_own_account_nor_the_demo_s(site: Site, operator: Visitor) -> None:
    with psycopg.connect(site.database) as connection:
        people = dict(connection.execute("SELECT name, id FROM person WHERE demo").fetchall())
    own = operator.post(f"/people/{people['demo-operator']}/change", {"roles": ["buyer"], "active": "1"})
    assert (own.status, "another operator does that" in own.text) == (422, True)
    other = operator.post(f"/people/{people['demo-buyer']}/change", {"roles": ["operator"], "active": "1"})
    assert (other.status, "Accounts of the demo" in other.text) == (422, True)
    assert "disabled" in operator.get(f"/people/{people['demo-buyer']}").text


def test_an_auditor_looks_and_changes_nothing(site: Site) -> None:
    _, desk = registered(site, "wei")
    auditor = Visitor(site.url).demo("auditor")
    assert "wei" in auditor.get("/people?q=we").text
    page = auditor.get(desk).text
    assert "disabled" in page
    assert auditor.post(f"{desk}/change", {"roles": ["operator"], "active": "1"}).status == 403
    assert checked(auditor.get(desk).text) == {"buyer"}


def test_the_list_is_found_by_the_beginning_of_names(operator: Visitor) -> None:
    page = operator.get("/people?q=DEMO-o").text
    assert "demo-operator" in page
    assert "demo-buyer" not in page
    assert "There are no such accounts" in operator.get("/people?q=zzz").text
    assert operator.get("/people?q=%00&after=%00").status == 200
    assert operator.get("/people/00000000-0000-0000-0000-000000000000").status == 404


@pytest.mark.full
def test_one_address_makes_only_so_many_accounts(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    with served(server_url, a_name(), tmp_path_factory.mktemp("home"), demo=False) as site:
        answers = [Visitor(site.url).post("/register", {"name": f"buyer-{n}", **REGISTER}) for n in range(31)]
    assert [one.status for one in answers] == [302] * 30 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 120
    assert "Many accounts were made from your address" in answers[-1].text


@pytest.mark.full
@needs_browser
@pytest.mark.browser
def test_the_desk_is_accessible_in_each_language(site: Site, operator: Visitor) -> None:
    _, desk = registered(site, "anna")
    wish = {"roles": ["buyer", "officer"], "office": "moscow", "active": "1"}
    assert operator.post(f"{desk}/change", wish).location == desk
    cookies = {"tearoad_session": operator.cookies["tearoad_session"]}
    with a_browser() as browser:
        look_at(browser, "people", f"{site.url}/people", cookies)
        look_at(browser, "person", site.url + desk, cookies)
