"""Requests that no browser sends: every route answers, and none with a traceback or a 500."""

import http.client
import re
import select
import socket
from urllib.parse import quote, urlencode, urlsplit

import pytest
from django.urls import URLPattern, get_resolver
from sites import Answer, Site, Visitor

from tearoad.store.schema import configure

VALUES = [
    "\x00",
    "🫖",
    "../../etc/passwd",
    "a" * 400,
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "\u202ex",
    "-1",
    "9" * 40,
]
FORM = "application/x-www-form-urlencoded"
CUT = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nabc'
BODIES = {
    "multipart without a boundary": (b"--x\r\n", "multipart/form-data"),
    "multipart cut short": (CUT, "multipart/form-data; boundary=x"),
    "a charset that is none": (b"name=\xff\xfe", f"{FORM}; charset=klingon"),
    "bytes that are no text": (b"name=%ff%fe&password=%00&title=%00&next=%00&role=%00&code=%00&key=%00", FORM),
    "many fields": (b"&".join(b"a=1" for _ in range(5_000)), FORM),
    "JSON": (b'{"name": 1}', "application/json"),
}
ASKED = ("next", "lang", "q", "text", "page", "cursor", "to", "order", "price_from", "by", "quantity")


def addresses() -> list[str]:
    """Of every route, with {} where a value stands."""
    configure("dbname=never_opened")

    def below(patterns: list, head: str) -> list[str]:
        found: list[str] = []
        for one in patterns:
            path = head + re.sub(r"<[^>]*>", "{}", str(one.pattern))
            found += [path] if isinstance(one, URLPattern) else below(one.url_patterns, path)
        return found

    return below(get_resolver("tearoad.web.urls").url_patterns, "/")


def assert_answered(answer: Answer, told: str) -> None:
    assert answer.status < 500, f"{told}: {answer.status}"
    assert "Traceback" not in answer.text
    assert "<script>alert" not in answer.text, told


@pytest.mark.parametrize("role", ["", "buyer", "operator"])
def test_no_value_in_an_address_breaks_a_page(demo_site: Site, role: str) -> None:
    visitor = Visitor(demo_site.url)
    if role:
        visitor.demo(role)
    for path in addresses():
        for value in VALUES:
            spelled = quote(value, safe="")
            assert_answered(visitor.get(path.format(*[spelled] * 9)), f"{path} of {value[:20]!r} as {role}")
            query = urlencode(dict.fromkeys(ASKED, value))
            assert_answered(visitor.get(f"{path.format(*['x'] * 9)}?{query}"), f"{path}? of {value[:20]!r} as {role}")


@pytest.mark.parametrize("kind", BODIES)
def test_no_body_breaks_a_page(demo_site: Site, kind: str) -> None:
    body, media = BODIES[kind]
    visitor = Visitor(demo_site.url)
    for path in addresses():
        if "tearoad_session" not in visitor.cookies:  # at first, and after the way out
            visitor.demo("buyer")
        tried = path.format(*["x"] * 9)
        headers = {"Content-Type": media, "X-CSRFToken": visitor.token()}
        assert_answered(visitor.ask("POST", tried, body, headers), f"POST {tried}")


@pytest.mark.parametrize("path", ["/api/v1/orders", "/sign-in", "/nowhere"])
def test_who_sends_late_reads_the_answer_and_is_heard_again(demo_site: Site, path: str) -> None:
    """What is refused before its body has come leaves the connection whole."""
    where = urlsplit(demo_site.url)
    head = f"POST {path} HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Length: 2\r\n\r\n".encode()
    with socket.create_connection((where.hostname, where.port), timeout=20) as line:
        for _ in range(2):
            line.sendall(head)
            assert not select.select([line], [], [], 0.2)[0], "answered before the body had come"
            line.sendall(b"{}")
            answer = http.client.HTTPResponse(line)
            answer.begin()
            assert 400 <= answer.status < 500
            answer.read()
