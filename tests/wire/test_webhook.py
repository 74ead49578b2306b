"""Webhooks on the wire: what may be told anything, how it is signed, and receivers that are not kind."""

import socket
import ssl
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from receivers import DRIP, HANG, OK, certified, receiver, status
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from tearoad.terms.refusal import BadInput
from tearoad.wire.webhook import Poster, Target, open_to_all, target_of

SECRET = "whsec_" + "QUJD" * 8
BODY = '{"type":"order.placed"}'
PUBLIC = "93.184.215.14"


def post(url: str, *, seconds: float = 5.0, own_machine: bool = True) -> tuple[int | None, str, bool]:
    answer = Poster(own_machine, seconds).post(url, SECRET, "a" * 32, int(time.time()), BODY)
    return answer.status, answer.said, answer.taken


@pytest.mark.parametrize(
    "url",
    ["", "shop.example", "ftp://shop.example/", "http://shop.example/", "https://", "https:///x", "https://a b/",
     "https://name:word@shop.example/", "https://shop.example/#part", "https://shop.example:0/", "https://shop.example:x/",
     "https://shop.example:70000/", "https://шоп.example/", "https://shop.example/\r\nX: y", "https://[::1",
     "https://shop.example/" + "x" * 2_000, "http://127.0.0.1:80/", "file:///etc/passwd", "https://-/", "https://%31/"],
)  # fmt: skip
def test_what_may_not_be_told_anything_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(BadInput) as refused:
        target_of(url, own_machine=False)
    assert "\n" not in str(refused.value)


def test_an_address_is_taken_apart() -> None:
    assert target_of("https://Shop.example/a?b=c", False) == Target(True, "shop.example", 443, "/a?b=c")
    assert target_of("https://shop.example:8443", False) == Target(True, "shop.example", 8443, "/")
    assert target_of("http://127.0.0.1:9000/", True) == Target(False, "127.0.0.1", 9000, "/")


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.1", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
     "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:5ef5:79fb::1", "198.18.0.1", "192.0.2.1"],
)  # fmt: skip
def test_private_addresses_are_not_spoken_to(address: str) -> None:
    assert not open_to_all(address)
    for found in ([address], [PUBLIC, address]):
        with pytest.raises(BadInput, match="not of the public internet"):
            Poster(False, lookup=lambda host, port, found=found: found).reachable(
                target_of("https://x.example/", False)
            )


def test_public_ones_are() -> None:
    assert open_to_all(PUBLIC)
    assert open_to_all("2606:2800:21f:cb07:6820:80da:af6b:8b2c")
    with pytest.raises(BadInput, match="has no address"):
        Poster(False, lookup=lambda host, port: []).reachable(target_of("https://x.example/", False))


def test_a_name_of_this_machine_leads_nowhere_else() -> None:
    elsewhere = Poster(True, lookup=lambda host, port: [PUBLIC])
    with pytest.raises(BadInput, match="not of the public internet"):
        elsewhere.reachable(target_of("http://localhost/", True))


def test_the_address_that_was_judged_is_the_one_that_is_spoken_to() -> None:
    """Whatever the name means a moment later: here it means this machine, and was said to mean another."""
    with receiver() as kind:
        port = int(kind.url.split(":")[2].split("/")[0])
        poster = Poster(False, 0.3, lookup=lambda host, port: [PUBLIC])
        assert poster.post(f"https://localhost:{port}/", SECRET, "a" * 32, 1, BODY).status is None
        assert kind.met == 0


def test_what_is_sent_is_signed_as_standard_webhooks_says() -> None:
    with receiver(path="/a?b=c") as kind:
        assert post(kind.url) == (200, "200", True)
        ((headers, body),) = kind.heard
    assert headers[""] == "POST /a?b=c HTTP/1.1"
    assert headers["host"] == kind.url.split("/")[2]
    assert headers["content-type"] == "application/json"
    assert body == BODY
    assert Webhook(SECRET).verify(body, headers) == {"type": "order.placed"}
    for forged in (body + " ", body.replace("order", "Order")):
        with pytest.raises(WebhookVerificationError):
            Webhook(SECRET).verify(forged, headers)
    assert abs(datetime.now(UTC).timestamp() - int(headers["webhook-timestamp"])) < 60


@pytest.mark.parametrize("number", [301, 302, 307, 400, 404, 410, 429, 500, 503])
def test_what_is_not_taken_is_told(number: int) -> None:
    with receiver(status(number, "Location: http://127.0.0.1:1/")) as unkind:
        assert post(unkind.url) == (number, str(number), False)
        assert len(unkind.heard) == 1


@pytest.mark.parametrize("number", [200, 202, 204])
def test_two_hundred_and_something_is_taken(number: int) -> None:
    with receiver(status(number)) as kind:
        assert post(kind.url)[2]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (HANG, "no answer in time|cut"),
        (DRIP, "cut|not HTTP|no answer in time"),
        (b"", "cut before"),
        (b"hello\r\n\r\n", "not HTTP"),
        (b"\x00\xff" * 40_000, "not HTTP|cut"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n", "not HTTP"),
    ],
)
def test_receivers_that_hang_or_lie_hold_nobody(answer: bytes, said: str) -> None:
    with receiver(answer) as unkind:
        status, words, taken = post(unkind.url, seconds=0.6)
    assert (status, taken) == (None, False)
    assert any(part in words for part in said.split("|")), words


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert post(f"http://127.0.0.1:{port}/") == (None, "Connection refused", False)


def test_a_receiver_that_speaks_no_tls_is_not_told() -> None:
    with receiver(OK) as plain:
        said = post(plain.url.replace("http", "https"), seconds=1.0)
        assert said[0] is None
        assert plain.heard == []


def test_a_certificate_must_be_trusted_and_of_the_very_host(tmp_path: Path) -> None:
    certificate, file = certified(tmp_path)
    trusting = ssl.create_default_context(cafile=file)
    with receiver(certificate=certificate) as secret:
        assert "not trusted" in post(secret.url)[1]
        assert secret.heard == []
        named = secret.url.replace("127.0.0.1", "localhost")
        other = Poster(True, 5.0, trusting, lambda host, port: ["127.0.0.1"]).post(named, SECRET, "a" * 32, 1, BODY)
        assert "not trusted" in other.said
        assert Poster(True, 5.0, trusting).post(secret.url, SECRET, "a" * 32, 1, BODY).taken
        assert len(secret.heard) == 1


@pytest.mark.parametrize("answer", [HANG, DRIP])
def test_receivers_that_hang_by_tls_hold_nobody(answer: bytes, tmp_path: Path) -> None:
    certificate, file = certified(tmp_path)
    with receiver(answer, certificate=certificate) as unkind:
        poster = Poster(True, 0.6, ssl.create_default_context(cafile=file))
        assert poster.post(unkind.url, SECRET, "a" * 32, 1, BODY).status is None
