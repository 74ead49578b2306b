"""`POST /api/v1/quotes`: shapes, problems, and no body that makes it fail."""

import http.client
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sites import free_port

from tearoad.api import gate
from tearoad.api.gate import Way, door
from tearoad.api.provider import set_desks
from tearoad.api.quotes import MOST_LINES, MOST_QUOTES, answered
from tearoad.api.rates import Rate
from tearoad.boot.quotes import quoter
from tearoad.store.schema import configure
from tearoad.web.live import URL
from tearoad.web.server import serve

LINE = {"value_minor": 35_000, "weight_grams": 5_000}
README = {"origin": "CN", "destination": "RU", "currency": "EUR", "accepted_on": "2026-08-01", "lines": [LINE]}
ROAD = {"origin": "yiwu", "destination": "kazan", "currency": "CNY", "lines": [LINE]}
quotes = door(POST=Way(answered, "quote", "read"))
ROOT = Path(__file__).resolve().parents[2]
GUIDE_EXAMPLE = re.compile(r"--json '(.*?)'\n```\n\n```json\n(.*?)```", re.DOTALL)
AMOUNTS = ("price", "delivery", "duty_minor", "tax_minor", "fee_minor", "total_minor", "currency", "landed_total_minor")


@pytest.fixture(scope="module", autouse=True)
def _door() -> None:
    configure("dbname=never_opened")  # Django needs settings of some kind; these are the ones that other tests share
    set_desks(SimpleNamespace(quoter=quoter()))
    gate.ANONYMOUS = Rate(1e9, 10**9)


def post(body: object, media: str = "application/json", **headers: str) -> HttpResponse:
    text = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    said = {"CONTENT_TYPE": media, "CONTENT_LENGTH": str(len(text)), **headers}  # the factory leaves them out of b""
    return quotes(RequestFactory().generic("POST", "/api/v1/quotes", text, media, **said))


def told(response: HttpResponse) -> Any:
    return json.loads(response.content)


def problem(response: HttpResponse, status: int) -> Any:
    document = told(response)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert (document["status"], document["type"]) == (status, "about:blank")
    assert document["title"]
    assert document["detail"]
    return document


def test_one_quote() -> None:
    response = post({**README, "id": "a", "language": "ru"})
    answer = told(response)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert response["Content-Language"] == "ru"
    assert (answer["id"], answer["verdict"], answer["charges"][0]["law_amount_minor"]) == ("a", "ok_with_doubt", 1750)
    assert answer["price"] == {"goods_minor": 35_000, "currency": "EUR"}
    assert any("пошлина" in sentence for sentence in answer["reasons"])


def test_many_quotes_good_and_bad() -> None:
    bad = [{**README, "id": "b", "currency": "XXX"}, {**README, "id": "c", "lines": [{**LINE, "quantity": "2"}]}, None]
    answers = told(post({"quotes": [{**README, "id": "a"}, *bad, ROAD], "language": "zh"}))["quotes"]
    assert [one["verdict"] for one in answers] == ["ok_with_doubt", *["bad_input"] * 3, "ok"]
    assert [one["id"] for one in answers] == ["a", "b", "c", None, None]
    assert [one["reasons"][0].split(":")[0] for one in answers[1:3]] == ["/currency", "/lines/0/quantity"]
    for one in answers[1:4]:
        assert [one[name] for name in AMOUNTS] == [None] * len(AMOUNTS)
        assert one["charges"] == []
    assert any("关税" in sentence for sentence in answers[0]["reasons"])
    assert answers[4]["delivery"]["lane"]
    assert answers[4]["landed_total_minor"] > 35_000
    assert told(post({"quotes": []})) == {"quotes": []}


def test_one_and_many_say_the_same() -> None:
    assert told(post({"quotes": [README, README]}))["quotes"] == [told(post(README))] * 2


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ([], ""),
        ("text", ""),
        ({}, ""),
        ({**README, "colour": "red"}, ""),
        ({**README, "lines": []}, "/lines"),
        ({**README, "lines": [{"value_minor": 1}]}, "/lines/0"),
        ({**README, "lines": [{**LINE, "value_minor": 1.5}]}, "/lines/0/value_minor"),
        ({**README, "lines": [{**LINE, "value_minor": -1}]}, "/lines/0/value_minor"),
        ({**README, "lines": [{**LINE, "value_minor": 10**30}]}, "/lines/0/value_minor"),
        ({**README, "lines": [LINE, {**LINE, "weight_grams": 0}]}, "/lines/1/weight_grams"),
        ({**README, "lines": [{**LINE, "hs": "12"}]}, "/lines/0/hs"),
        ({**README, "postage_minor": "7"}, "/postage_minor"),
        ({**README, "origin": "Yiwu"}, "/origin"),
        ({**README, "accepted_on": "soon"}, "/accepted_on"),
        ({**README, "accepted_by": "2026-07-31"}, "/accepted_by"),
        ({**README, "language": "de"}, "/language"),
        ({**README, "seller_registered": "yes"}, "/seller_registered"),
        ({"quotes": 3}, "/quotes"),
        ({"quotes": [README], "currency": "EUR"}, ""),
    ],
)
def test_one_that_is_bad_input_is_a_problem(body: object, pointer: str) -> None:
    document = problem(post(body), 422)
    assert [error["pointer"] for error in document["errors"]] == [pointer]
    assert document["errors"][0]["detail"]
    assert "minor" not in document


@pytest.mark.parametrize("body", [b"", b"{", b'{"id": "\xff"}', b'{"quotes": [{"id": "\xff"}]}', b"[" * 9_999,
                                  b'{"quotes": [' + b"[" * 300_000 + b"]" * 300_000 + b"]}",
                                  b'{"id": "\\ud800"}', b"{} {}"])  # fmt: skip
def test_malformed_json(body: bytes) -> None:
    assert post(body).status_code in (400, 422)
    assert body.startswith(b"[") or post(body).status_code == 400


def test_other_media_types_methods_and_sizes() -> None:
    problem(post(README, "text/plain"), 415)
    problem(post(README, "application/json; charset=koi8-r"), 415)
    problem(post(README, HTTP_CONTENT_ENCODING="gzip"), 415)
    assert post(README, "application/json; charset=UTF-8").status_code == 200
    problem(post(b" " * (2**20 + 1)), 413)
    problem(post({"quotes": [{}] * (MOST_QUOTES + 1)}), 413)
    half = {**README, "lines": [{"value_minor": 1, "weight_grams": 1}] * (MOST_LINES // 2)}
    problem(post({"quotes": [half, half, README]}), 413)
    for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        response = quotes(RequestFactory().generic(method, "/api/v1/quotes"))
        problem(response, 405)
        assert response["Allow"] == "POST"


def test_the_guide_is_true() -> None:
    examples = GUIDE_EXAMPLE.findall((ROOT / "docs" / "guides" / "quotes_api.md").read_text(encoding="utf-8"))
    assert len(examples) == 2
    for asked, answer in examples:
        found = told(post(asked.encode()))
        assert {name: "..." if name == "law_hash" else value for name, value in found.items()} == json.loads(answer)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
ANY = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
WORDS = st.sampled_from(["CN", "RU", "US", "DE", "XK", "yiwu", "kazan", "EUR", "JPY", "KZT", "2026-07-01",
                         "2026-06-30T23:00-08:00", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "2028-12-31",
                         "640399", "gift", "post", "", "\0"])  # fmt: skip
NUMBERS = st.sampled_from([0, 1, 35_000, 10**9, 10**11, 10**11 + 1, 2**63, -1])
VALUES = ANY | WORDS | NUMBERS
LINES = st.lists(st.fixed_dictionaries({"value_minor": NUMBERS, "weight_grams": NUMBERS}, optional={
    "hs": VALUES, "quantity": VALUES, "description": VALUES}), max_size=3)  # fmt: skip
OPTIONAL = ("accepted_on", "accepted_by", "postage_minor", "subject", "seller_registered", "consignee_id", "id",
            "language", "more")  # fmt: skip
ASKED = st.fixed_dictionaries(
    {"origin": WORDS, "destination": WORDS, "currency": st.sampled_from(["EUR", "CNY", "RUB", "JPY", "XXX"]),
     "lines": LINES},
    optional=dict.fromkeys(OPTIONAL, VALUES),
)  # fmt: skip


@given(st.one_of(ANY, ASKED, st.fixed_dictionaries({"quotes": st.lists(ASKED | ANY, max_size=4)})))
@example({**ROAD, "lines": [{"value_minor": 10**11, "weight_grams": 10**9}] * 3})
@example({**ROAD, "lines": [{"value_minor": 1, "weight_grams": 10**9}] * 400, "currency": "KZT"})
@settings(max_examples=200)
def test_no_body_makes_it_fail(body: object) -> None:
    response = post(json.dumps(body).encode())
    assert response.status_code in (200, 400, 422)
    told(response)


@given(st.binary(max_size=60))
def test_no_bytes_make_it_fail(body: bytes) -> None:
    assert post(body).status_code in (400, 422)


@pytest.fixture(scope="module")
def connection() -> Iterator[http.client.HTTPConnection]:
    """The real server, over a data base that is not there: a quote must not want it."""
    port = free_port()
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    with serve("tearoad.web.live:application", port=port, environment={URL: nowhere}):
        connected = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        yield connected
        connected.close()


def test_over_http_without_a_data_base(connection: http.client.HTTPConnection) -> None:
    for body, status in ((README, 200), (ROAD, 200), ({"quotes": [README]}, 200), ({"a": 1}, 422)):
        connection.request("POST", "/api/v1/quotes", json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        document = json.loads(answer.read())
        assert answer.status == status
        assert ("verdict" in document) == (status == 200 and "quotes" not in body)
    connection.request("GET", "/api/v1/quotes")
    refused = connection.getresponse()
    assert (refused.status, refused.headers["Allow"], json.loads(refused.read())["status"]) == (405, "POST", 405)
    connection.putrequest("POST", "/api/v1/quotes")
    for header in (("Content-Type", "application/json"), ("Transfer-Encoding", "chunked")):
        connection.putheader(*header)
    connection.endheaders()  # no chunk follows: the answer may come, and the line be closed, before one is sent
    unsaid = connection.getresponse()
    assert (unsaid.status, json.loads(unsaid.read())["status"]) == (411, 411)
