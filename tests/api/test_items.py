"""Machines lodge item declarations, report of them and read them: each for itself, once for each id, and masked."""

import json
from itertools import count
from typing import Any

import psycopg
import pytest
from items import DEAR, ITEM, LINE, NAMELESS, OF_MANY_LINES, PERSONAL, number
from machines import Machine, Told, key_of
from sites import Site

from tearoad.api.item_routes import EXAMPLE
from tearoad.operations import asked_item, lodge_items

serial = count(1_000)
LODGED = "declarations/lodged"


pytestmark = pytest.mark.usefixtures("whole")


def asked(**other: Any) -> dict[str, Any]:
    """One in order that no other test has."""
    one = next(serial)
    return {"id": f"a{one}", "s10": number(one), **ITEM, **other}


def lodged(machine: Machine, **other: Any) -> str:
    """The address of a new one."""
    told = machine.post("declarations", asked(**other))
    assert told.status == 201, told
    return told.headers["location"].removeprefix("/api/v1/")


def reported(machine: Machine, path: str, fact: str, *why: str) -> tuple[int, str]:
    """Status, and the state after it or what stood in its way."""
    told = machine.post(f"{path}/reports", {"fact": fact, "why": list(why)})
    return told.status, told.document.get("state") or told.document["detail"]


def test_one_is_lodged_once(merchant: Machine) -> None:
    one = asked(**DEAR)
    told = merchant.post("declarations", one)
    document = told.document
    assert (told.status, document["verdict"], document["state"], document["channel"]) == (
        201,
        "lodged",
        "assessed",
        "green",
    )
    assert document["owed"] == {"amount_minor": 971_250, "currency": "RUB"}  # as the law of the road's day has it
    again = merchant.post("declarations", one)
    assert (again.status, again.document, again.headers["idempotency-replayed"]) == (201, document, "true")
    assert "idempotency-replayed" not in told.headers
    found = merchant.get(told.headers["location"].removeprefix("/api/v1/"))
    assert found.document["standing"]["id"] == one["id"]
    assert found.document["standing"]["border"] == "assessed"
    assert [event["fact"] for event in found.document["history"]] == ["lodged", "validated", "assessed"]


def test_whose_turn_it_is_and_until_when(merchant: Machine) -> None:
    """By the clocks of the law, at an office whose hours are assumed: the road's clock stands at its first day."""
    green, asked_for = (merchant.post("declarations", asked(**one)).document for one in (DEAR, OF_MANY_LINES))
    found = merchant.get(f"declarations/lodged/{green['declaration']}").document
    assert [(term["name"], term["whose"]) for term in found["terms"]] == [("release", "office")]
    (term,) = found["terms"]
    assert term["ends_at"] > found["standing"]["lodged_at"]
    assert term["clock"].startswith("eaeu-release-")
    waits = merchant.get(f"declarations/lodged/{asked_for['declaration']}").document["terms"]
    assert {(term["name"], term["whose"]) for term in waits} >= {("answer", "sender")}
    rejected = merchant.post("declarations", asked(**NAMELESS)).document
    assert merchant.get(f"declarations/lodged/{rejected['declaration']}").document["terms"] == []


def test_the_example_of_the_document_is_lodged(merchant: Machine) -> None:
    told = merchant.post("declarations", {**EXAMPLE, "s10": number(next(serial))})
    assert told.document["verdict"] == "lodged"


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"office": "kazan"}, "/office"),
        ({"id": ""}, "/id"),
        ({"id": "a\0b"}, "/id"),
        ({"recipient_name": "x" * 201}, "/recipient_name"),
        ({"lines": []}, "/lines"),
        ({"lines": [{**LINE, "value_minor": "1"}]}, "/lines/0/value_minor"),
        ({"lines": [{**LINE, "weight_grams": 0}]}, "/lines/0/weight_grams"),
        ({"language": "de"}, "/language"),
        ({"colour": "red"}, ""),
    ],
)
def test_what_is_malformed_is_pointed_at(merchant: Machine, wrong: dict[str, Any], pointer: str) -> None:
    told = merchant.post("declarations", asked(**wrong))
    assert (told.status, [fault["pointer"] for fault in told.document["errors"]]) == (422, [pointer])


def test_a_rejected_one_says_every_reason_in_the_language_asked_for(merchant: Machine) -> None:
    told = merchant.post("declarations", asked(language="ru", **NAMELESS))
    reasons = {reason["code"]: reason for reason in told.document["reasons"]}
    assert (told.status, told.document["verdict"], told.document["owed"]) == (201, "rejected", None)
    assert {"I01", "P01", "C01"} <= set(reasons)
    assert (reasons["C01"]["lines"], reasons["I01"]["lines"]) == ([1], [])
    assert reasons["I01"]["words"] == "Там, где таможня спрашивает номер получателя, он указан."
    assert told.headers["content-language"] == "ru"


def test_another_content_another_s_number_and_a_correction(merchant: Machine, operator: Machine) -> None:
    one = asked(**DEAR)
    path = merchant.post("declarations", one).headers["location"].removeprefix("/api/v1/")
    other = merchant.post("declarations", {**one, "order_id": "W9"})
    assert (other.status, other.document["errors"][0]["pointer"]) == (422, "/id")
    taken = merchant.post("declarations", asked(s10=one["s10"]))
    assert (taken.status, taken.document["errors"][0]["pointer"]) == (422, "/s10")
    corrected = merchant.post("declarations", {**one, "order_id": "W9", "correction": True})
    assert (corrected.status, corrected.document["state"]) == (201, "assessed")
    assert reported(operator, path, "arrived") == (200, "assessed")
    late = merchant.post("declarations", {**one, "correction": True})
    assert (late.status, late.document["detail"]) == (409, "a correction: the item is at the office already")


def test_among_many_each_has_its_own_verdict_and_they_add_up(merchant: Machine) -> None:
    first, dear = asked(), asked(**DEAR)
    merchant.post("declarations", first)
    many = [
        first,
        dear,
        asked(**NAMELESS),
        {**first, "id": "another", "s10": first["s10"]},
        asked(office="nowhere"),
        3,
        asked(id=dear["id"]),
        {"id": "half"},
        asked(id="x" * 65),
    ]
    told = merchant.post("declarations", {"declarations": many, "language": "zh"})
    answers = told.document["declarations"]
    said = ["lodged", "lodged", "rejected", "refused", *["bad_input"] * 5]
    assert (told.status, [answer["verdict"] for answer in answers]) == (201, said)
    assert told.document["counts"] == {"lodged": 2, "rejected": 1, "refused": 1, "bad_input": 5}
    assert [answer["id"] for answer in answers[4:8]] == [many[4]["id"], None, dear["id"], "half"]
    assert answers[3]["refusal"] == "/s10: the number stands on another declaration"
    assert answers[4]["refusal"].startswith("/office: 'nowhere', expected one of moscow")
    assert told.headers["content-language"] == "zh-Hans"


def test_too_many_are_too_large(merchant: Machine) -> None:
    assert merchant.post("declarations", {"declarations": [1] * 1_001}).status == 413
    assert merchant.post("declarations", {"declarations": []}).document["counts"]["lodged"] == 0


def test_a_thousand_are_lodged_at_once(merchant: Machine) -> None:
    few = {name: text for name, text in ITEM.items() if name != "consignee_id"}
    many = [{"id": f"k{n}", "s10": number(50_000 + n), **few} for n in range(1_000)]
    for _ in range(2):
        told = merchant.post("declarations", {"declarations": many})
        assert told.document["counts"] == {"lodged": 1_000, "rejected": 0, "refused": 0, "bad_input": 0}


def test_the_way_through_the_office(merchant: Machine, officer: Machine, operator: Machine) -> None:
    path = lodged(merchant, **OF_MANY_LINES)
    assert reported(officer, path, "released") == (409, "released: not in this state")
    assert reported(merchant, path, "answered") == (200, "answered")
    assert reported(merchant, path, "answered") == (200, "answered")  # the same again
    assert reported(officer, path, "released") == (409, "released: duty and tax are neither paid nor secured")
    assert reported(operator, path, "paid") == (200, "answered")
    assert reported(officer, path, "released", "seen") == (200, "released")
    assert reported(merchant, path, "withdrawn") == (409, "withdrawn: not in this state")
    history = officer.get(path).document["history"]
    assert history[-1]["why"] == ["seen"]
    assert history[-1]["who"] == "demo-officer"
    assert merchant.get(path).document["history"][-1]["who"] is None


def test_who_may_not_report_is_told_so(merchant: Machine, officer: Machine, operator: Machine) -> None:
    path = lodged(merchant, **OF_MANY_LINES)
    assert reported(merchant, path, "paid") == (403, "paid: not for them to report")
    assert reported(operator, path, "paid")[0] == 200
    assert reported(officer, path, "answered") == (200, "answered")
    assert reported(officer, path, "released") == (403, "released: nobody clears what they entered")
    assert reported(operator, path, "arrived")[0] == 200
    told = officer.post(f"{path}/reports", {"fact": "held"})
    assert (told.status, told.document["errors"][0]["pointer"]) == (422, "/why")
    for body, pointer in (
        ({"fact": "lodged"}, "/fact"),
        ({"fact": "passed"}, "/fact"),
        ({"fact": "held", "why": [" "]}, "/why/0"),
        ({"fact": "held", "why": ["R1", "R1\n"]}, "/why/1"),
        ({"fact": "held", "why": ["x"] * 21}, "/why"),
        ({}, ""),
    ):
        told = officer.post(f"{path}/reports", body)
        assert (told.status, told.document["errors"][0]["pointer"]) == (422, pointer)


def test_the_post_lodges_for_its_own_office_alone(site: Site) -> None:
    post = Machine(site, key_of(site, "post_worker"))
    path = lodged(post)
    assert post.get(path).document["standing"]["office"] == "moscow"
    told = post.post("declarations", asked(office="novosibirsk"))
    assert (told.status, told.document["errors"][0]["pointer"]) == (422, "/office")
    assert told.document["errors"][0]["detail"] == "'novosibirsk', expected one of moscow"
    many = post.post("declarations", {"declarations": [asked(office="novosibirsk"), asked()]}).document
    assert [one["verdict"] for one in many["declarations"]] == ["bad_input", "lodged"]


def test_notes_and_names_of_the_office_stay_inside_and_reasons_do_not(
    site: Site, merchant: Machine, officer: Machine
) -> None:
    """What a sender reported themselves they hear whole."""
    post = Machine(site, key_of(site, "post_worker"))
    path = lodged(merchant, **OF_MANY_LINES)
    for who, fact in ((merchant, "answered"), (officer, "documents_asked"), (post, "answered")):
        assert who.post(f"{path}/reports", {"fact": fact, "why": ["R1"], "note": f"note of {fact}"}).status == 200
    said = [(event["who"], event["note"], event["why"]) for event in officer.get(path).document["history"][-3:]]
    assert said == [
        ("demo-merchant", "note of answered", ["R1"]),
        ("demo-officer", "note of documents_asked", ["R1"]),
        ("demo-post_worker", "note of answered", ["R1"]),
    ]
    heard = [(event["who"], event["note"], event["why"]) for event in merchant.get(path).document["history"][-3:]]
    assert heard == [said[0], (None, "", ["R1"]), (None, "", ["R1"])]


def test_nobody_pays_by_their_own_word_what_they_lodged(operator: Machine) -> None:
    """Else one operator alone would lodge, report the payment, and see it pass."""
    path = lodged(operator, **DEAR)
    assert reported(operator, path, "paid") == (403, "paid: nobody clears what they entered")


def test_a_correction_too_many_is_refused(merchant: Machine) -> None:
    one = {**asked(**DEAR), "correction": True}
    told = [merchant.post("declarations", {**one, "order_id": f"W{n}"}) for n in range(lodge_items.MOST_CORRECTED)]
    refused = next(one for one in told if one.status != 201)
    said = "too much was reported of it already"
    assert (refused.status, refused.document["detail"]) == (409, f"a correction: {said}")
    many = merchant.post("declarations", {"declarations": [{**one, "order_id": "x"}]}).document
    assert (many["declarations"][0]["verdict"], many["declarations"][0]["refusal"]) == ("refused", said)


def test_nobody_sees_another_s(site: Site, merchant: Machine, officer: Machine) -> None:
    path = lodged(merchant, office="novosibirsk", **DEAR)
    post, auditor = (Machine(site, key_of(site, role)) for role in ("post_worker", "auditor"))
    for other in (officer, post):
        assert other.get(path).status == 404
        assert reported(other, path, "withdrawn") == (404, "there is no such declaration")
        name = path.rpartition("/")[2]
        assert name not in [one["declaration"] for one in other.get("declarations/lodged?limit=100").document["items"]]
    assert (auditor.get(path).status, auditor.post(f"{path}/reports", {"fact": "paid"}).status) == (200, 403)
    assert Machine(site, key_of(site, "buyer")).post("declarations", asked()).status == 403
    assert Machine(site).post("declarations", asked()).status == 401


def test_lists_go_on_where_next_says(merchant: Machine) -> None:
    names = {lodged(merchant).rpartition("/")[2] for _ in range(3)}
    found, after = set[str](), ""
    while names - found:
        told = merchant.get(f"declarations/lodged?limit=100{after}")
        found |= {one["declaration"] for one in told.document["items"]}
        assert told.document["next"] or names <= found
        after = f"&after={told.document['next']}"
    assert merchant.get("declarations/lodged?after=x").status == 422


def test_whom_it_names_is_seen_whole_by_who_says_why_and_that_is_kept(
    site: Site, merchant: Machine, officer: Machine
) -> None:
    path = lodged(merchant)
    told = officer.post(f"{path}/views", {"why": "the label is torn"})
    assert told.document == {name: ITEM[name] for name in told.document}
    assert set(told.document) == set(asked_item.PERSONAL)
    assert officer.post(f"{path}/views", {"why": ""}).status == 422
    abroad = lodged(merchant, office="novosibirsk")
    assert officer.post(f"{abroad}/views", {"why": "x"}).status == 404
    assert Machine(site, key_of(site, "auditor")).post(f"{path}/views", {"why": "x"}).status == 403
    with psycopg.connect(site.database) as connection:
        views = connection.execute("SELECT replace(declaration_id::text, '-', ''), who, why FROM item_declaration_view")
        assert views.fetchall() == [(path.rpartition("/")[2], "demo-officer", "the label is torn")]


def test_whom_it_names_does_not_open_where_its_key_is_lost(site: Site, merchant: Machine, officer: Machine) -> None:
    path = lodged(merchant)
    name = path.rpartition("/")[2]
    with psycopg.connect(site.database) as connection:
        connection.execute("UPDATE item_declaration SET sealed = 'lost.' WHERE declaration_id = %s", [name])
    told = officer.post(f"{path}/views", {"why": "the label is torn"})
    assert (told.status, told.document["detail"]) == (409, "whom it names does not open")
    assert officer.get(path).document["named"] is None
    with psycopg.connect(site.database) as connection:
        views = "SELECT count(*) FROM item_declaration_view WHERE declaration_id = %s"
        assert connection.execute(views, [name]).fetchone() == (0,), "nobody saw it"


def test_no_answer_has_whom_it_names(merchant: Machine, operator: Machine) -> None:
    path = lodged(merchant)
    answers: list[Told] = [merchant.get(path), operator.get(path), operator.get("declarations/lodged")]
    assert answers[0].document["named"]["recipient_identity"] == "…71"
    answers.append(merchant.post("declarations", asked(recipient_identity=7)))
    answers.append(merchant.post("declarations", {"declarations": [asked(recipient_name=["Olga Orlik"])]}))
    for told in answers:
        text = json.dumps(told.document, ensure_ascii=False)
        assert not any(word in text for word in PERSONAL)


def test_form_and_ruling_come_as_pdf(merchant: Machine, officer: Machine, operator: Machine, site: Site) -> None:
    path = lodged(merchant, **DEAR)
    for machine in (merchant, officer, operator):
        told = machine.get(f"{path}/form?language=zh")
        assert (told.status, told.headers["content-type"], told.body[:5]) == (200, "application/pdf", b"%PDF-")
        assert told.headers["content-language"] == "zh-Hans"
        assert told.headers["cache-control"] == "no-store"
    assert officer.get("declarations/lodged/none/form").status == 404
    assert officer.get(f"{path}/form?language=de").status == 422
    assert officer.post(f"{path}/form", {"why": ""}).status == 422
    whole = officer.post(f"{path}/form", {"why": "the label is torn"})
    assert (whole.status, whole.body[:5]) == (200, b"%PDF-")
    name = path.rpartition("/")[2]
    with psycopg.connect(site.database) as connection:
        kept = "SELECT who, why FROM item_declaration_view WHERE declaration_id = %s"
        assert connection.execute(kept, [name]).fetchall() == [("demo-officer", "the label is torn")]
        connection.execute("UPDATE item_declaration SET sealed = 'x' WHERE declaration_id = %s", [name])
    assert officer.post(f"{path}/form", {"why": "x"}).status == 409
    assert officer.get(f"{path}/form").status == 200, "its names are left empty"
