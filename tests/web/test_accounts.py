"""The door for people over HTTP: what is let in, what is refused, and what is never told."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import psycopg
import pytest
from sites import PASSWORD, TOKEN, Answer, Site, Visitor

LONGER = "seven tea caravans"
LOCKED = {"ru": "15 минут", "zh-CN": "15分钟", "en": "15 minutes"}
KIND = {"ru": "Имя для входа состоит", "zh-CN": "拉丁字母", "en": "Latin letters"}


def registered(site: Site, name: str) -> Visitor:
    visitor = Visitor(site.url)
    answer = visitor.post("/register", {"name": name, "password": PASSWORD, "again": PASSWORD})
    assert (answer.status, answer.location) == (302, "/"), answer.text
    return visitor


def is_signed_in(visitor: Visitor) -> bool:
    return visitor.get("/account").status == 200


def count(site: Site, sql: str, *values: object) -> int:
    with psycopg.connect(site.database, autocommit=True) as connection:
        return int(connection.execute(sql, values).fetchone()[0])  # type: ignore[index]


def without_what_differs(answer: Answer, name: str) -> str:
    return TOKEN.sub("", answer.text).replace(name, "")


def test_a_buyer_registers_leaves_and_comes_back(real_site: Site) -> None:
    visitor = registered(real_site, "Anna.K")
    page = visitor.get("/account")
    assert "anna.k" in page.text
    assert "Buyer" in page.text
    assert page.headers["cache-control"] == "no-store"
    old = dict(visitor.cookies)
    assert visitor.post("/sign-out").status == 302
    assert not is_signed_in(visitor)
    assert not is_signed_in(Visitor(real_site.url, dict(old))), "a session that was left is over"
    assert visitor.sign_in("ANNA.K", PASSWORD).location == "/"
    assert is_signed_in(visitor)
    assert visitor.cookies["tearoad_session"] != old["tearoad_session"]


def test_the_session_s_key_is_a_new_one_at_each_sign_in(real_site: Site) -> None:
    visitor = registered(real_site, "rotated")
    first = visitor.cookies["tearoad_session"]
    visitor.sign_in("rotated", PASSWORD)
    second = visitor.cookies["tearoad_session"]
    assert first != second
    assert not is_signed_in(Visitor(real_site.url, {"tearoad_session": first}))


def test_cookies_are_out_of_the_reach_of_scripts_and_other_sites(real_site: Site) -> None:
    visitor = Visitor(real_site.url)
    token = visitor.get("/sign-in").headers["set-cookie"]
    session = visitor.post("/register", {"name": "cookies", "password": PASSWORD, "again": PASSWORD}).headers[
        "set-cookie"
    ]
    for said in (token, session):
        assert "HttpOnly" in said
        assert "SameSite=Lax" in said
        assert "Secure" not in said, "there is no TLS on this machine"
    idle = re.search(r"Max-Age=(\d+)", session)
    assert idle is not None


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(real_site: Site) -> None:
    registered(real_site, "existing")
    answers = [Visitor(real_site.url).sign_in(name, "not the password") for name in ("existing", "missing")]
    assert [answer.status for answer in answers] == [422, 422]
    texts = [without_what_differs(answer, name) for answer, name in zip(answers, ("existing", "missing"), strict=True)]
    assert texts[0] == texts[1]
    assert "wrong" in texts[0]


@pytest.mark.parametrize("there_is_one", [True, False])
def test_five_failures_close_the_door_to_a_name_from_an_address(real_site: Site, there_is_one: bool) -> None:
    name = f"locked-{there_is_one}"
    if there_is_one:
        registered(real_site, name)
    visitor = Visitor(real_site.url)
    token = visitor.token()
    answers = [visitor.post("/sign-in", {"name": name, "password": "guess"}, token=token) for _ in range(5)]
    assert [answer.status for answer in answers] == [422, 422, 422, 422, 429]
    for language, word in LOCKED.items():
        visitor.language = language
        closed = visitor.post("/sign-in", {"name": name.upper(), "password": PASSWORD}, token=token)
        assert closed.status == 429
        assert word in closed.text
        assert closed.headers["retry-after"] == "900"
    assert visitor.post("/sign-in", {"name": f"not-{name}", "password": "x"}, token=token).status == 422


@pytest.mark.parametrize(
    "there",
    [
        "//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "http:evil.example",
        "///evil.example", "/\x00", "evil.example", "\n//evil.example", "/a\r\nSet-Cookie: x=y",
    ],
)  # fmt: skip
def test_nobody_is_sent_to_another_site(demo_site: Site, there: str) -> None:
    visitor = Visitor(demo_site.url)
    answer = visitor.post("/demo/sign-in", {"role": "buyer", "next": there})
    assert (answer.status, answer.location) == (302, "/")
    page = Visitor(demo_site.url).get(f"/sign-in?{urlencode({'next': there})}")
    assert 'name="next"' not in page.text.partition("<main")[2].partition("</main>")[0]


def test_one_comes_to_where_one_wanted_to_go(real_site: Site) -> None:
    visitor = registered(real_site, "wanderer")
    visitor.post("/sign-out")
    led = visitor.get("/account?lang=zh")
    assert led.location == "/sign-in?next=%2Faccount%3Flang%3Dzh"
    assert 'value="/account?lang=zh"' in visitor.get(led.location).text
    assert visitor.sign_in("wanderer", PASSWORD, next="/account?lang=zh").location == "/account?lang=zh"


@pytest.mark.parametrize(
    "cookie", ["x", "a" * 32, "A" * 32, '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\\000"', "' OR 1=1 --", "é" * 32, "a" * 4000]
)
def test_a_forged_session_is_nobody_s(real_site: Site, cookie: str) -> None:
    sent = cookie.encode().decode("latin-1")
    answer = Visitor(real_site.url).get("/account", Cookie=f"tearoad_session={sent}")
    assert (answer.status, answer.location[:8]) == (302, "/sign-in")


def test_a_session_ends_after_two_weeks_without_use(real_site: Site) -> None:
    visitor = registered(real_site, "sleeper")
    key = visitor.cookies["tearoad_session"]
    left = "SELECT extract(epoch FROM expire_date - now())::int FROM django_session WHERE session_key = %s"
    assert 13.9 * 86_400 < count(real_site, left, key) <= 14 * 86_400
    with psycopg.connect(real_site.database, autocommit=True) as connection:
        connection.execute(
            "UPDATE django_session SET expire_date = now() - interval '1 second' WHERE session_key = %s", [key]
        )
    assert not is_signed_in(visitor)


def test_a_forged_form_changes_nothing(real_site: Site) -> None:
    visitor = registered(real_site, "csrf")
    visitor.language = "ru"
    for token in ("", "forged", "a" * 64):
        answer = visitor.post("/sign-out", token=token)
        assert answer.status == 403
        assert "Форма устарела" in answer.text
        assert is_signed_in(visitor)


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "127.0.0.1:1:2", "[::1", "a" * 300]
)
def test_a_wrong_host_is_told_nothing(real_site: Site, host: str) -> None:
    for path in ("/sign-in", "/account", "/nothing", "/healthz"):
        answer = Visitor(real_site.url).get(path, Host=host)
        assert answer.status == 400
        assert "127.0.0.1" not in answer.text
        assert "evil" not in answer.text
        assert "Traceback" not in answer.text


def test_five_megabytes_in_a_field_are_refused(real_site: Site) -> None:
    visitor = Visitor(real_site.url)
    answer = visitor.post("/register", {"name": "x" * 5_000_000, "password": PASSWORD, "again": PASSWORD})
    assert answer.status == 413
    answer = visitor.post("/register", {"name": "x" * 500_000, "password": "y" * 500_000, "again": "y"})
    assert answer.status == 422


@pytest.mark.parametrize(
    "name",
    [
        "ab",
        "a" * 41,
        "чайник",
        "茶路商人",
        "tea🫖road",
        "\u202eolga",
        "a\x00bcd",
        "a b c",
        "demo-buyer",
        "<script>alert(1)</script>",
        "ａｂｃ",
        "",
    ],
)
def test_a_handle_that_will_not_do(real_site: Site, name: str) -> None:
    before = count(real_site, "SELECT count(*) FROM person")
    answer = Visitor(real_site.url).post("/register", {"name": name, "password": PASSWORD, "again": PASSWORD})
    assert answer.status == 422
    assert "<script>alert" not in answer.text
    assert count(real_site, "SELECT count(*) FROM person") == before


@pytest.mark.parametrize("language", KIND)
def test_other_scripts_are_refused_kindly(real_site: Site, language: str) -> None:
    answer = Visitor(real_site.url, language=language).post(
        "/register", {"name": "🫖🫖🫖", "password": PASSWORD, "again": PASSWORD}
    )
    assert KIND[language] in answer.text


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("short", "short", "shorter than 10"),
        ("1234567890", "1234567890", "too well known"),
        ("83746251908374", "83746251908374", "digits alone"),
        ("weak.person1", "weak.person1", "too much like the name"),
        (PASSWORD, PASSWORD + " ", "differ"),
        ("", "", "fill this in"),
        ("ten\x00letters", "ten\x00letters", "cannot be kept"),
        ("x" * 300, "x" * 300, "too long"),
    ],
)
def test_a_password_that_will_not_do(real_site: Site, password: str, again: str, said: str) -> None:
    answer = Visitor(real_site.url).post("/register", {"name": "weak.person", "password": password, "again": again})
    assert answer.status == 422
    assert said in answer.text
    assert count(real_site, "SELECT count(*) FROM person WHERE name = 'weak.person'") == 0


def test_a_form_that_is_sent_twice_makes_one_person(real_site: Site) -> None:
    visitors = [Visitor(real_site.url) for _ in range(2)]
    tokens = [visitor.token() for visitor in visitors]
    together = threading.Barrier(2)

    def send(at: int) -> int:
        together.wait()
        return (
            visitors[at]
            .post("/register", {"name": "twice", "password": PASSWORD, "again": PASSWORD}, token=tokens[at])
            .status
        )

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(send, range(2))) == [302, 422]
    assert count(real_site, "SELECT count(*) FROM person WHERE name = 'twice'") == 1
    again = next(visitor for visitor in visitors if is_signed_in(visitor))
    assert again.post("/register", {"name": "twice", "password": PASSWORD, "again": PASSWORD}).location == "/account"


def test_a_new_password_ends_the_other_sessions(real_site: Site) -> None:
    here = registered(real_site, "changer")
    there = Visitor(real_site.url)
    there.sign_in("changer", PASSWORD)
    new = {"password": LONGER, "again": LONGER}
    assert "current password is wrong" in here.post("/account/password", {"old": "a guess", **new}).text
    assert here.post("/account/password", {"old": PASSWORD, **new}).location == "/account"
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert Visitor(real_site.url).sign_in("changer", PASSWORD).status == 422
    assert Visitor(real_site.url).sign_in("changer", LONGER).status == 302


def test_who_was_sent_away_is_nobody_at_once(real_site: Site) -> None:
    visitor = registered(real_site, "sentaway")
    with psycopg.connect(real_site.database, autocommit=True) as connection:
        connection.execute("UPDATE person SET is_active = false WHERE name = 'sentaway'")
    assert not is_signed_in(visitor)
    assert Visitor(real_site.url).sign_in("sentaway", PASSWORD).status == 422


def test_passwords_are_kept_as_argon2(real_site: Site) -> None:
    registered(real_site, "hashed")
    assert (
        count(real_site, "SELECT count(*) FROM person WHERE name = 'hashed' AND password LIKE 'argon2$argon2id$%%'")
        == 1
    )
    assert count(real_site, "SELECT count(*) FROM person WHERE person::text LIKE %s", f"%{PASSWORD}%") == 0
    assert (
        count(
            real_site, "SELECT count(*) FROM axes_accessattempt WHERE axes_accessattempt::text LIKE %s", f"%{PASSWORD}%"
        )
        == 0
    )
