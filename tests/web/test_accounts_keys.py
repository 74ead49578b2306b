"""The second factor, keys of machines, the demo's people, and the site behind a proxy, over HTTP."""

import base64
import hashlib
import hmac
import re
import struct
import time

import psycopg
import pytest
from sites import PASSWORD, Site, Visitor, a_name, free_port, make_operator, served

from tearoad.boot.site import HOSTS
from tearoad.operations.rights import ROLES
from tearoad.web.live import HOME, URL
from tearoad.web.server import CannotServe, serve

STEP_SECONDS = 30
SECRET = re.compile(r'<code class="secret">([^<]+)</code>')
ONCE = re.compile(r'name="once" value="([0-9a-f]{32})"')


def code_of(key: str, ahead: int = 0) -> str:
    """RFC 6238 with SHA-1 and six digits, as an app on a phone reckons it."""
    step = int(time.time()) // STEP_SECONDS + ahead
    digest = hmac.new(base64.b32decode(key), struct.pack(">Q", step), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def enrolled(visitor: Visitor) -> tuple[str, list[str]]:
    """The key of a new device, and the recovery codes."""
    page = visitor.get("/account/second-factor/new")
    key = SECRET.search(page.text)[1].replace(" ", "")  # type: ignore[index]
    answer = visitor.post("/account/second-factor/new", {"code": code_of(key)})
    assert answer.status == 200, answer.text
    return key, SECRET.findall(answer.text)


def forget_throttle(site: Site) -> None:
    """As if time had passed: mistakes make the next try wait, and a code is taken once."""
    with psycopg.connect(site.database, autocommit=True) as connection:
        connection.execute("UPDATE otp_totp_totpdevice SET throttling_failure_timestamp = NULL, last_t = -1")
        connection.execute("UPDATE otp_static_staticdevice SET throttling_failure_timestamp = NULL")


def test_a_secret_that_was_kept_unsealed_is_sealed_with_its_next_code(real_site: Site) -> None:
    make_operator(real_site, "inga")
    visitor = Visitor(real_site.url)
    visitor.sign_in("inga", PASSWORD)
    key, _ = enrolled(visitor)
    mine = "SELECT d.key FROM otp_totp_totpdevice d JOIN person p ON p.id = d.user_id WHERE p.name = 'inga'"
    with psycopg.connect(real_site.database, autocommit=True) as connection:
        (sealed,) = connection.execute(mine).fetchone()  # type: ignore[misc]
        connection.execute(
            "UPDATE otp_totp_totpdevice SET key = %s WHERE key = %s", [base64.b32decode(key).hex(), sealed]
        )
        forget_throttle(real_site)
        again = Visitor(real_site.url)
        again.sign_in("inga", PASSWORD)
        assert again.post("/account/second-factor", {"code": code_of(key)}).status == 302
        (kept,) = connection.execute(mine).fetchone()  # type: ignore[misc]
        assert kept.startswith("k0001.")
        changed = kept[:-8] + "AAAAAAA="
        connection.execute("UPDATE otp_totp_totpdevice SET key = %s WHERE key = %s", [changed, kept])
        forget_throttle(real_site)
        third = Visitor(real_site.url)
        third.sign_in("inga", PASSWORD)
        assert third.post("/account/second-factor", {"code": code_of(key)}).status == 422, (
            "what was changed opens nothing"
        )
        connection.execute("DELETE FROM otp_totp_totpdevice WHERE key = %s", [changed])


def test_a_new_device_that_does_not_open_is_made_anew(real_site: Site) -> None:
    visitor = Visitor(real_site.url)
    assert visitor.post("/register", {"name": "petra", "password": PASSWORD, "again": PASSWORD}).status == 302
    first = SECRET.search(visitor.get("/account/second-factor/new").text)
    mine = "user_id = (SELECT id FROM person WHERE name = 'petra')"
    with psycopg.connect(real_site.database, autocommit=True) as connection:
        connection.execute(f"UPDATE otp_totp_totpdevice SET key = 'k0009.AAAA' WHERE {mine}")  # noqa: S608 - own words
        key, _ = enrolled(visitor)
        assert first
        assert key != first[1].replace(" ", "")
        connection.execute(f"DELETE FROM otp_totp_totpdevice WHERE {mine}")  # noqa: S608 - own words


def test_an_operator_comes_in_by_two_factors(real_site: Site) -> None:
    assert make_operator(real_site, "olga").returncode == 0
    visitor = Visitor(real_site.url)
    assert visitor.sign_in("olga", PASSWORD, next="/control-room").location.startswith("/account/second-factor?next=")
    assert visitor.get("/control-room").location.startswith("/account/second-factor")
    page = visitor.get("/account/second-factor/new").text
    assert "<svg" in page
    assert "style" not in page.partition("<svg")[2].partition("</svg>")[0], "the policy forbids styles in pages"
    assert visitor.post("/account/second-factor/new", {"code": "000000"}).status == 422
    forget_throttle(real_site)
    before = visitor.cookies["tearoad_session"]
    key, recovery = enrolled(visitor)
    assert visitor.cookies["tearoad_session"] != before
    assert visitor.get("/control-room").status == 200
    assert len(set(recovery)) == 10
    with psycopg.connect(real_site.database) as connection:
        kept = {row[0] for row in connection.execute("SELECT token FROM otp_static_statictoken")}
        sealed = [row[0] for row in connection.execute("SELECT key FROM otp_totp_totpdevice")]
    assert len(sealed) == 1
    assert sealed[0].startswith("k0001."), "the secret is sealed with the key of the state folder"
    assert not kept & {code.replace("-", "") for code in recovery}, "only hashes are kept"

    again = Visitor(real_site.url)
    again.sign_in("olga", PASSWORD)
    assert again.get("/control-room").status == 302
    assert again.get("/account/second-factor/new").location == "/account/second-factor", "no new device without the old"
    assert again.post("/account/second-factor/codes").status == 302, "nor new codes"
    assert again.get("/account").status == 302
    forget_throttle(real_site)
    used = code_of(key)
    assert again.post("/account/second-factor", {"code": used, "next": "/control-room"}).location == "/control-room"
    assert again.get("/control-room").status == 200

    third = Visitor(real_site.url)
    third.sign_in("olga", PASSWORD)
    assert third.post("/account/second-factor", {"code": used}).status == 422, "a code is taken once"
    forget_throttle(real_site)
    assert third.post("/account/second-factor", {"code": recovery[0].upper()}).status == 302
    assert third.get("/control-room").status == 200
    fourth = Visitor(real_site.url)
    fourth.sign_in("olga", PASSWORD)
    assert fourth.post("/account/second-factor", {"code": recovery[0]}).status == 422, "so is a recovery code"
    assert fourth.get("/control-room").status == 302


def test_a_buyer_who_has_a_device_owes_it_too(real_site: Site) -> None:
    visitor = Visitor(real_site.url)
    visitor.post("/register", {"name": "careful", "password": PASSWORD, "again": PASSWORD})
    enrolled(visitor)
    assert visitor.get("/account").status == 200
    again = Visitor(real_site.url)
    assert again.sign_in("careful", PASSWORD).location == "/account/second-factor"
    assert again.get("/account").location.startswith("/account/second-factor")
    assert again.post("/account/password", {"old": PASSWORD}).location.startswith("/account/second-factor")


def test_no_code_breaks_the_page(real_site: Site) -> None:
    visitor = Visitor(real_site.url)
    visitor.post("/register", {"name": "typist", "password": PASSWORD, "again": PASSWORD})
    for code in ("", "abc", "🫖🫖🫖", "0" * 39, "1" * 200, "\x00", "-1", "１２３４５６"):
        assert visitor.post("/account/second-factor/new", {"code": code}).status == 422, code


def test_a_weak_operator_is_one_line(real_site: Site) -> None:
    for name, password, said in (("ivan", "12345678901", "digits alone"), ("demo-operator", PASSWORD, "taken")):
        made = make_operator(real_site, name, password)
        assert made.returncode == 2
        assert made.stderr.count("\n") == 1
        assert said in made.stderr


def key_made(visitor: Visitor, *scopes: str, once: str = "") -> str:
    once = once or ONCE.search(visitor.get("/account").text)[1]  # type: ignore[index]
    answer = visitor.post("/account/keys", {"title": "till <b>1</b>", "scopes": scopes, "once": once})
    assert answer.status == 200, answer.text
    assert "<b>1</b>" not in answer.text
    return SECRET.search(answer.text)[1]  # type: ignore[index]


def asked_with(site: Site, key: str) -> int:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    return Visitor(site.url).ask("POST", "/api/v1/quotes", b"{}", headers).status


def test_a_key_is_offered_what_some_address_asks_for(demo_site: Site) -> None:
    offered = re.findall(r'name="scopes" value="([^"]+)"', Visitor(demo_site.url).demo("buyer").get("/account").text)
    assert {"order:create", "payment:create", "payment:read", "webhook:change"} <= set(offered)
    assert not {"notice:read", "account:change"} & set(offered)


def test_a_key_is_shown_once_and_opens_until_it_is_revoked(demo_site: Site) -> None:
    visitor = Visitor(demo_site.url).demo("merchant")
    once = ONCE.search(visitor.get("/account").text)[1]  # type: ignore[index]
    key = key_made(visitor, "order:read", once=once)
    assert re.fullmatch(r"tr_[a-z2-7]{60}", key)
    page = visitor.get("/account").text
    assert key not in page
    assert key[:11] in page
    assert "never" in page
    twice = visitor.post("/account/keys", {"title": "x", "scopes": ["order:read"], "once": once})
    assert twice.status == 422
    assert "made already" in twice.text
    assert asked_with(demo_site, key) == 422, "it is let in: the quote itself is empty"
    assert "never" not in visitor.get("/account").text
    for wrong in (key[:-1] + ("a" if key[-1] != "a" else "b"), key[:11], "tr_", "", "Bearer", key.upper(), key + "a"):
        assert asked_with(demo_site, wrong) == 401, wrong
    other = Visitor(demo_site.url).demo("buyer")
    assert other.post(f"/account/keys/{key[3:11]}/revoke").status == 404, "another's key"
    assert asked_with(demo_site, key) == 422
    assert visitor.post(f"/account/keys/{key[3:11]}/revoke").status == 302
    assert asked_with(demo_site, key) == 401
    assert visitor.post(f"/account/keys/{key[3:11]}/revoke").status == 404


@pytest.mark.parametrize("data", [
    {"scopes": ["product:change"]}, {"scopes": ["api_key:create"]}, {"scopes": ["order:read", "metrics:read"]},
    {"scopes": []}, {"title": ""}, {"title": "x" * 61}, {"title": "a\x00b"}, {"once": "x"}, {"once": ""},
])  # fmt: skip
def test_a_key_with_more_than_its_owner_has_is_refused(demo_site: Site, data: dict[str, object]) -> None:
    visitor = Visitor(demo_site.url).demo("buyer")
    good = {"title": "till", "scopes": ["order:read"], "once": "0" * 32}
    assert visitor.post("/account/keys", {**good, **data}).status == 422
    assert "No keys yet" in visitor.get("/account").text


@pytest.mark.parametrize("role", ROLES)
def test_one_click_makes_one_anybody(demo_site: Site, role: str) -> None:
    visitor = Visitor(demo_site.url).demo(role)
    page = visitor.get("/account")
    assert page.status == 200
    assert f"demo-{role}" in page.text
    assert visitor.sign_in(f"demo-{role}", "").status == 422, "they have no password"
    assert visitor.get("/account/second-factor/new").location == "/account"
    assert visitor.post("/account/password", {"old": "", "password": PASSWORD, "again": PASSWORD}).status == 422


@pytest.mark.parametrize("role", ["", "admin", "anonymous", "demo_visitor", "buyer\x00", "BUYER", "../buyer"])
def test_there_is_no_other_role(demo_site: Site, role: str) -> None:
    assert Visitor(demo_site.url).post("/demo/sign-in", {"role": role}).status == 404


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Forwarded-Host", "X-Real-IP", "Via"])
def test_the_demo_s_doors_are_shut_to_whoever_comes_from_elsewhere(demo_site: Site, header: str) -> None:
    near = Visitor(demo_site.url).demo("operator")
    assert near.get("/control-room").status == 200
    assert near.get("/control-room", **{header: "203.0.113.7"}).status == 403, "a demo's session does not travel"
    far = Visitor(demo_site.url)
    assert far.get("/demo", **{header: "203.0.113.7"}).status == 404
    assert far.post("/demo/sign-in", {"role": "operator"}, **{header: "203.0.113.7"}).status == 404
    assert far.get("/control-room", **{header: "203.0.113.7"}).status == 302


def test_there_is_no_demo_where_it_is_none(real_site: Site) -> None:
    visitor = Visitor(real_site.url)
    assert visitor.get("/demo").status == 404
    assert visitor.post("/demo/sign-in", {"role": "operator"}).status == 404
    assert visitor.get("/control-room").location.startswith("/sign-in")


def test_another_process_with_the_same_secret_knows_the_session(real_site: Site) -> None:
    visitor = Visitor(real_site.url)
    visitor.post("/register", {"name": "two.servers", "password": PASSWORD, "again": PASSWORD})
    home = {URL: real_site.database, HOME: str(real_site.home)}
    with serve("tearoad.web.live:application", port=free_port(), environment=home) as second:
        assert Visitor(second.url, dict(visitor.cookies)).get("/account").status == 200
    (real_site.home / "secret").chmod(0o644)
    with pytest.raises(CannotServe):
        serve("tearoad.web.live:application", port=free_port(), environment=home)
    (real_site.home / "secret").chmod(0o600)


def test_behind_a_proxy_all_is_https(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("home")
    public = {"Host": "shop.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.9"}
    with served(server_url, a_name(), home, goods=1, environment={HOSTS: "shop.example"}) as site:
        visitor = Visitor(site.url)
        assert visitor.get("/sign-in", Host="shop.example").location == "https://shop.example/sign-in"
        assert visitor.get("/healthz").status == 200
        assert visitor.get("/api/v1/metrics").status == 401  # Prometheus asks by loopback: the key is all it lacks
        page = visitor.get("/sign-in", **public)
        assert page.headers["set-cookie"].startswith("__Host-tearoad_csrf=")
        assert "Secure" in page.headers["set-cookie"]
        assert "max-age=" in page.headers["strict-transport-security"]
        assert visitor.get("/demo", **public).status == 404
        assert visitor.get("/sign-in", **{**public, "Host": "evil.example"}).status == 400
        assert (home / "secret").stat().st_mode & 0o777 == 0o600
