"""Machines hand documents in, see them with a reason, and make links for senders."""

import base64
from itertools import count

import psycopg
import pytest
from items import DEAR, ITEM, OF_MANY_LINES, number
from machines import Machine, key_of
from sites import Site, Visitor

from tearoad.api.body import LARGEST_DOCUMENT
from tearoad.operations.paper import LARGEST_BYTES

serial = count(1_000)
PDF = b"%PDF-1.7 of tea"


pytestmark = pytest.mark.usefixtures("whole")


def lodged(machine: Machine, **other: object) -> str:
    """The path of a new one for which papers are asked."""
    one = next(serial)
    told = machine.post("declarations", {"id": f"p{one}", "s10": number(one), **ITEM, **OF_MANY_LINES, **other})
    assert told.status == 201, told
    return told.headers["location"].removeprefix("/api/v1/")


def document(content: bytes, name: str = "invoice.pdf") -> dict[str, str]:
    return {"name": name, "content": base64.b64encode(content).decode()}


def test_a_document_is_added_once_listed_and_seen(site: Site, merchant: Machine, officer: Machine) -> None:
    path = lodged(merchant)
    first, again = (merchant.post(f"{path}/documents", document(PDF, name)) for name in ("../a.exe", "b.pdf"))
    assert (first.status, first.document) == (again.status, again.document)
    assert (first.status, first.document["number"], first.document["name"]) == (201, 1, "a.exe.pdf")
    assert officer.get(f"{path}/documents").document == {"items": [first.document]}
    auditor = Machine(site, key_of(site, "auditor"))
    assert auditor.get(f"{path}/documents").document == {"items": [{**first.document, "name": None}]}
    seen = officer.post(f"{path}/documents/1/views", {"why": "the price"})
    assert seen.document == {"media_type": "application/pdf", **document(PDF, "a.exe.pdf")}
    assert seen.headers["cache-control"] == "no-store"
    with psycopg.connect(site.database) as connection:
        views = connection.execute("SELECT who, why FROM item_declaration_view").fetchall()
    assert views == [("demo-officer", "document 1: the price")]
    assert auditor.post(f"{path}/documents/1/views", {"why": "x"}).status == 403


def test_the_largest_document_fits_and_no_larger_one(merchant: Machine) -> None:
    path = lodged(merchant)
    largest = b"%PDF-" + bytes(LARGEST_BYTES - 5)
    assert merchant.post(f"{path}/documents", document(largest)).status == 201
    assert merchant.post(f"{path}/documents", document(largest + b"x")).status == 422
    assert merchant.post(f"{path}/documents", document(bytes(LARGEST_DOCUMENT))).status == 413
    assert merchant.post(f"{path}/reports", document(largest)).status == 413


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        (document(b"<html>"), 422),
        (document(b""), 422),
        ({"name": "a.pdf", "content": "%"}, 422),
        ({"name": "a\0.pdf", "content": "JVBERi0xLjcK"}, 422),
        ({"name": "a.pdf"}, 422),
        ({"content": "JVBERi0xLjcK", "number": 1}, 422),
    ],
)
def test_what_is_no_document_is_refused(merchant: Machine, wrong: object, status: int) -> None:
    path = lodged(merchant)
    assert merchant.post(f"{path}/documents", wrong).status == status
    assert merchant.get(f"{path}/documents").document == {"items": []}


@pytest.mark.parametrize("below", ["documents/2/views", "documents/x/views", f"documents/{9**40}/views"])
def test_what_is_not_there_is_not_found(merchant: Machine, below: str) -> None:
    path = lodged(merchant)
    assert merchant.post(f"{path}/documents", document(PDF)).status == 201
    assert merchant.post(f"{path}/{below}", {"why": "x"}).status == 404
    nobody_s = f"declarations/lodged/{'0' * 32}/documents"
    assert merchant.get(nobody_s).status == 404
    assert merchant.post(nobody_s, document(PDF)).status == 404


def test_of_another_office_nothing_is_there(merchant: Machine, officer: Machine) -> None:
    path = lodged(merchant, office="novosibirsk")
    assert merchant.post(f"{path}/documents", document(PDF)).status == 201
    for told in (
        officer.get(f"{path}/documents"),
        officer.post(f"{path}/documents", document(PDF)),
        officer.post(f"{path}/documents/1/views", {"why": "x"}),
        officer.post(f"{path}/links", {}),
    ):
        assert told.status == 404


def test_a_link_is_made_where_something_is_asked(site: Site, merchant: Machine) -> None:
    path = lodged(merchant)
    old, new = (merchant.post(f"{path}/links", {}) for _ in range(2))
    assert (old.status, new.status) == (201, 201)
    asked = merchant.get(path).document
    (term,) = [term for term in asked["terms"] if term["name"] == "answer"]
    assert new.document["ends_at"] == term["ends_at"]
    assert [Visitor(site.url).get(told.document["path"]).status for told in (old, new)] == [404, 200]
    told = merchant.post(f"{lodged(merchant, **DEAR)}/links", {})
    assert (told.status, told.document["detail"]) == (409, "nothing is asked of the sender now")


def test_what_is_decided_takes_no_more(merchant: Machine) -> None:
    path = lodged(merchant)
    assert merchant.post(f"{path}/reports", {"fact": "withdrawn"}).status == 200
    told = merchant.post(f"{path}/documents", document(PDF))
    assert (told.status, told.document["detail"]) == (409, "not in this state")
