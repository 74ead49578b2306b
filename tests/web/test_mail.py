"""Addresses of mail over HTTP: given, confirmed by the link that was sent, sealed, removed; notices go there."""

import email
import re
import time
from collections.abc import Iterator
from email.policy import default
from pathlib import Path

import psycopg
import pytest
from browser import a_browser, look_at, needs_browser
from mail_servers import MailServer, mail_server
from sites import PASSWORD, Site, Visitor, a_name, served

from tearoad.wire.smtp import SENDER, SERVER

SECONDS = 20.0
LINK = re.compile(r"https?://[^/\s]+(/\S+\?token=\S+)")
TOKEN = re.compile(r'name="token" value="([^"]+)"')


@pytest.fixture(scope="module")
def post() -> Iterator[MailServer]:
    with mail_server() as found:
        yield found


@pytest.fixture(scope="module")
def site(server_url: str, tmp_path_factory: pytest.TempPathFactory, post: MailServer) -> Iterator[Site]:
    """A demo whose mail goes to a server."""
    environment = {SERVER: f"smtp://127.0.0.1:{post.port}", SENDER: "road@tearoad.example"}
    with served(server_url, a_name(), tmp_path_factory.mktemp("home"), environment=environment) as found:
        yield found


def registered(site: Site, name: str, language: str = "en") -> Visitor:
    visitor = Visitor(site.url, language=language)
    assert visitor.post("/register", {"name": name, "password": PASSWORD, "again": PASSWORD}).status == 302
    return visitor


def mails(post: MailServer, to: str, count: int) -> list[email.message.EmailMessage]:
    """Those that came to an address, once there are so many."""
    end = time.monotonic() + SECONDS
    while True:
        found = [email.message_from_bytes(body, policy=default) for body in post.mails]
        own = [one for one in found if one["To"].addresses[0].addr_spec == to]
        if len(own) >= count:
            return own
        assert time.monotonic() < end, f"{len(own)} of {count} mails to {to}"
        time.sleep(0.1)


def link_of(mail: email.message.EmailMessage) -> str:
    found = LINK.search(mail.get_content())
    assert found
    return found[1]


def confirm(visitor: Visitor, link: str) -> int:
    page = visitor.get(link)
    assert page.status == 200
    token = TOKEN.search(page.text)
    assert token
    return visitor.post("/account/mail/confirm", {"token": token[1]}).status


def test_an_address_is_confirmed_by_its_link_and_gets_notices(site: Site, post: MailServer) -> None:
    anna = registered(site, "anna", "ru")
    assert anna.post("/account/mail", {"address": "anna@example.com", "password": PASSWORD}).status == 302
    page = anna.get("/account").text
    assert "a…@example.com" in page
    assert "anna@example.com" not in page
    (mail,) = mails(post, "anna@example.com", 1)
    assert mail["Subject"] == "Подтвердите адрес почты"
    link = link_of(mail)
    stranger = Visitor(site.url)
    assert "Press the button" in stranger.get(link).text
    assert "Подтверждённый адрес" not in anna.get("/account").text, "to open a link confirms nothing"
    assert confirm(stranger, link) == 200, "on whatever device the mail is read"
    assert "Подтверждённый адрес" in anna.get("/account").text
    again = TOKEN.search(stranger.get(link).text)
    assert again
    assert stranger.post("/account/mail/confirm", {"token": again[1]}).status == 404, "a link is used once"
    with psycopg.connect(site.database) as connection:
        rows = connection.execute("SELECT address, pending FROM mail_address").fetchall()
    assert all("anna" not in str(row) for row in rows)
    assert rows[0][0].startswith("k0001.")

    with psycopg.connect(site.database) as connection:
        find = "SELECT p.sku FROM product p JOIN stock s USING (cell_id, sku) WHERE origin = 'moscow' AND on_hand > 5"
        (sku,) = connection.execute(find).fetchone()  # type: ignore[misc]
    assert anna.post("/basket/add", {"sku": sku, "pieces": "1"}).status in (200, 302)
    checkout = anna.get("/checkout").text
    hidden = dict(re.findall(r'<input type="hidden" name="(key|total)" value="([^"]*)"', checkout))
    to = {"name": "Анна", "phone": "+79001234567", "address": "ул. Ленина, 5", "postcode": "420000"}
    placed = anna.post("/checkout", {**hidden, **to, "payment": "wallet"})
    assert placed.location.startswith("/orders/"), placed.text
    _, notice = mails(post, "anna@example.com", 2)
    assert re.fullmatch(r"Заказ \S+ оформлен", notice["Subject"])
    assert "Анна" not in notice.get_content()


def test_a_new_address_takes_over_when_it_is_confirmed(site: Site, post: MailServer) -> None:
    boris = registered(site, "boris")
    boris.post("/account/mail", {"address": "old@example.com", "password": PASSWORD})
    assert confirm(boris, link_of(mails(post, "old@example.com", 1)[0])) == 200
    boris.post("/account/mail", {"address": "new@example.com", "password": PASSWORD})
    page = boris.get("/account").text
    assert "o…@example.com" in page
    assert "n…@example.com" in page
    link = link_of(mails(post, "new@example.com", 1)[0])
    boris.post("/account/mail", {"address": "newer@example.com", "password": PASSWORD})
    token = TOKEN.search(boris.get(link).text)
    assert token
    assert boris.post("/account/mail/confirm", {"token": token[1]}).status == 404, "another address waits by now"
    assert confirm(boris, link_of(mails(post, "newer@example.com", 1)[0])) == 200
    assert boris.post("/account/mail/remove").status == 302
    assert "@example.com</b>" not in boris.get("/account").text


@pytest.mark.parametrize("address", ["", "anna", "анна@example.com", "a@b.com\nBcc: c@d.com", "a" * 300 + "@b.com"])
def test_what_is_no_address_is_told(site: Site, address: str) -> None:
    visitor = Visitor(site.url)
    if visitor.sign_in("vera", PASSWORD).status != 302:
        visitor = registered(site, "vera")
    answer = visitor.post("/account/mail", {"address": address, "password": PASSWORD})
    assert answer.status == 422
    assert "faults" in answer.text


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "\0", "x" * 5_000])
def test_a_link_that_is_none_says_no_more(site: Site, token: str) -> None:
    visitor = Visitor(site.url)
    assert visitor.post("/account/mail/confirm", {"token": token}).status == 404


def test_a_forgotten_password_is_replaced_by_a_link_of_one_use(site: Site, post: MailServer) -> None:
    nina = registered(site, "nina")
    nina.post("/account/mail", {"address": "nina@example.com", "password": PASSWORD})
    confirm(nina, link_of(mails(post, "nina@example.com", 1)[0]))
    stranger = Visitor(site.url)
    said = stranger.post("/password/forgotten", {"name": "NINA"})
    assert (said.status, "a mail is on its way" in said.text) == (200, True)
    mail = mails(post, "nina@example.com", 2)[1]
    assert mail["Subject"] == "A new password"
    link = link_of(mail)
    assert link.startswith("/password/new?token=")
    token = TOKEN.search(stranger.get(link).text)[1]  # type: ignore[index]
    weak = stranger.post("/password/new", {"token": token, "password": "12345", "again": "12345"})
    assert weak.status == 422
    new = "a caravan of six teas"
    assert stranger.post("/password/new", {"token": token, "password": new, "again": new}).status == 200
    assert nina.get("/account").status == 302, "sessions of before are over"
    assert Visitor(site.url).sign_in("nina", PASSWORD).status == 422
    assert Visitor(site.url).sign_in("nina", new).status == 302
    assert stranger.get(link).status == 404, "a link is used once"
    assert stranger.post("/password/new", {"token": token, "password": "x" * 20, "again": "x" * 20}).status == 404


def test_a_link_for_a_password_ends_with_the_address_it_went_to(site: Site, post: MailServer) -> None:
    yana = registered(site, "yana")
    yana.post("/account/mail", {"address": "yana@example.com", "password": PASSWORD})
    confirm(yana, link_of(mails(post, "yana@example.com", 1)[0]))
    from_elsewhere = Visitor(site.url)
    from_elsewhere.post("/password/forgotten", {"name": "yana"})
    link = link_of(mails(post, "yana@example.com", 2)[1])
    assert from_elsewhere.get(link).status == 200
    yana.post("/account/mail/remove")
    assert from_elsewhere.get(link).status == 404


def test_nobody_learns_who_has_an_account(site: Site) -> None:
    registered(site, "olga")  # without an address
    vera = registered(site, "veronika")
    vera.post("/account/mail", {"address": "veronika@example.com", "password": PASSWORD})
    with psycopg.connect(site.database, autocommit=True) as connection:
        connection.execute("UPDATE mail_address SET address = pending WHERE pending IS NOT NULL")
        stranger, wishes = Visitor(site.url), "SELECT count(*) FROM message WHERE kind = 'account.new_password'"
        before = connection.execute(wishes).fetchone()
        names = ("olga", "nobody", "demo-buyer", "\0", "", "veronika")
        pages = [stranger.post("/password/forgotten", {"name": name}) for name in names]
        assert {one.status for one in pages} == {200}
        assert len({re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", one.text) for one in pages}) == 1
        assert before
        assert connection.execute(wishes).fetchone() == (before[0] + 1,)
    assert 429 in [stranger.post("/password/forgotten", {"name": "nobody"}).status for _ in range(10)]


def test_a_link_of_one_kind_is_none_of_the_other(site: Site, post: MailServer) -> None:
    rita = registered(site, "rita")
    rita.post("/account/mail", {"address": "rita@example.com", "password": PASSWORD})
    link = link_of(mails(post, "rita@example.com", 1)[0])
    assert Visitor(site.url).get(link.replace("/account/mail/confirm", "/password/new")).status == 404


def test_an_open_session_alone_gives_no_address(site: Site) -> None:
    ivan = registered(site, "ivan")
    for password in ("", "not the password"):
        answer = ivan.post("/account/mail", {"address": "thief@example.com", "password": password})
        assert answer.status == 422
    assert "t…@example.com" not in ivan.get("/account").text


def test_so_many_mails_an_hour(site: Site, post: MailServer) -> None:
    greta = registered(site, "greta")
    answers = [
        greta.post("/account/mail", {"address": f"g{n}@example.com", "password": PASSWORD}).status for n in range(6)
    ]
    assert answers == [302] * 5 + [422]


def test_the_demo_s_people_have_no_address(site: Site) -> None:
    buyer = Visitor(site.url).demo("buyer")
    assert buyer.post("/account/mail", {"address": "x@example.com", "password": PASSWORD}).location == "/account"
    with psycopg.connect(site.database) as connection:
        sql = "SELECT count(*) FROM mail_address m JOIN person p ON p.id = m.person_id WHERE p.demo"
        assert connection.execute(sql).fetchone() == (0,)


def test_without_a_server_a_demo_s_link_is_a_file(server_url: str, tmp_path: Path) -> None:
    with served(server_url, a_name(), tmp_path) as site:
        anna = registered(site, "anna")
        anna.post("/account/mail", {"address": "anna@example.com", "password": PASSWORD})
        end = time.monotonic() + SECONDS
        while not (files := list((tmp_path / "notices" / "anna").glob("*.eml"))):
            assert time.monotonic() < end
            time.sleep(0.1)
        mail = email.message_from_bytes(files[0].read_bytes(), policy=default)
        assert confirm(anna, link_of(mail)) == 200
        assert "Confirmed address" in anna.get("/account").text
        for _ in range(4):
            assert Visitor(site.url).post("/password/forgotten", {"name": "anna"}).status == 200
            time.sleep(1.1)  # two wishes within a second are one
        with psycopg.connect(site.database) as connection:
            sql = "SELECT count(*) FROM message WHERE kind = 'account.new_password'"
            assert connection.execute(sql).fetchone() == (3,), "one account is written to thrice an hour"


def test_where_no_mail_is_sent_nobody_is_asked_for_an_address(real_site: Site) -> None:
    assert 'id="mail"' not in registered(real_site, "anna").get("/account").text
    assert "Please ask its operator" in Visitor(real_site.url).get("/password/forgotten").text


@pytest.mark.full
@needs_browser
@pytest.mark.browser
def test_account_and_link_are_accessible_in_each_language(site: Site, post: MailServer) -> None:
    lena = registered(site, "lena")
    lena.post("/account/mail", {"address": "lena@example.com", "password": PASSWORD})
    link = link_of(mails(post, "lena@example.com", 1)[0])
    cookies = {"tearoad_session": lena.cookies["tearoad_session"]}
    with a_browser() as browser:
        for name, path in (("account", "/account"), ("confirm-mail", link), ("forgotten", "/password/forgotten")):
            look_at(browser, name, site.url + path, cookies)
