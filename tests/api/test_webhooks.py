"""Webhooks and notices of a served site: made over HTTP, told by the serving process itself."""

import json
from email import message_from_bytes
from email.policy import default
from typing import Any, get_args

import psycopg
import pytest
from machines import Machine, key_of
from receivers import receiver, wait_for
from sites import Site
from standardwebhooks.webhooks import Webhook

from tearoad.api.routes import ORDER
from tearoad.api.webhook_routes import HOOK
from tearoad.api.webhooks import Kind
from tearoad.boot.living import step
from tearoad.boot.road import open_road
from tearoad.operations.told import KINDS, NOTICED
from tearoad.terms.days import DAY
from tearoad.web.words import LANGUAGES, word


def problem(told: Any, status: int) -> Any:
    assert told.status == status, told
    assert told.headers["content-type"] == "application/problem+json"
    return told.document


def test_from_the_order_to_the_door_by_webhook_and_notice(site: Site, machine: Machine) -> None:
    folder = site.home / "notices" / "demo-buyer"
    with receiver() as kind:
        made = machine.post("webhooks", {"url": kind.url, "events": list(KINDS)}, Idempotency_Key="door")
        assert made.status == 201, made
        order = {**ORDER, "language": "ru"}
        order_id = machine.post("orders", order, Idempotency_Key="told").document["id"]
        paid = machine.post("payments", {"order": order_id, "method": "wallet"}, Idempotency_Key="told")
        assert paid.document["state"] == "paid", paid
        with open_road(site.database) as road:
            step(road.platform, lambda *span: [], 90 * DAY)
        ends = {"parcel.delivered", "parcel.refunded"}
        wait_for(lambda: any(json.loads(body)["type"] in ends for _, body in kind.heard))
        for headers, body in kind.heard:
            assert Webhook(made.document["secret"]).verify(body, headers)["data"]["order"] == order_id
        types = [json.loads(body)["type"] for _, body in kind.heard]
        wait_for(lambda: len(list(folder.glob("*.eml"))) == len([one for one in types if one in NOTICED]))
        log = f"webhooks/{made.document['id']}/messages"
        wait_for(lambda: all(one["taken"] for one in machine.get(log).document["items"]))
    mails = [message_from_bytes(path.read_bytes(), policy=default) for path in folder.glob("*.eml")]
    assert all(order_id in mail.get_content() for mail in mails)
    assert any("Заказ" in mail["Subject"] for mail in mails)
    assert not any("{" in mail["Subject"] + mail.get_content() for mail in mails)
    page = machine.get(f"{log}?limit=2").document
    rest = machine.get(f"{log}?limit=100&after={page['next']}").document
    assert sorted(one["event"] for one in page["items"] + rest["items"]) == sorted(types)
    assert (rest["next"], {one["answer"] for one in rest["items"]}) == (None, {"200"})


def test_a_webhook_is_made_once_and_its_secret_shown_to_its_maker_alone(site: Site, machine: Machine) -> None:
    first = machine.post("webhooks", HOOK, Idempotency_Key="once")
    assert first.status == 201, first
    again = machine.post("webhooks", HOOK, Idempotency_Key="once")
    assert (again.document, again.headers["idempotency-replayed"]) == (first.document, "true")
    problem(machine.post("webhooks", {**HOOK, "events": ["order.placed"]}, Idempotency_Key="once"), 422)
    problem(machine.post("webhooks", HOOK), 400)
    path = first.headers["location"].removeprefix("/api/v1/")
    seen = machine.get(path).document
    assert {**seen, "secret": first.document["secret"]} == first.document
    assert seen in machine.get("webhooks").document["items"]
    secret = first.document["secret"]
    with psycopg.connect(site.database) as connection:
        assert secret not in str(connection.execute("SELECT * FROM webhook").fetchall())
    merchant = Machine(site, key_of(site, "merchant"))
    for told in (merchant.get(path), merchant.get(f"{path}/messages"), merchant.ask("DELETE", path, None, {})):
        problem(told, 404)
    auditor = Machine(site, key_of(site, "auditor"))
    assert auditor.get(path).document == seen
    problem(auditor.ask("DELETE", path, None, {}), 403)
    problem(Machine(site).get(path), 401)
    assert machine.ask("DELETE", path, None, {}).status == 204
    problem(machine.get(path), 404)
    problem(machine.ask("DELETE", path, None, {}), 404)


@pytest.mark.parametrize(
    "change",
    [
        {"url": "http://10.0.0.1/"},
        {"url": "https://10.0.0.1/"},
        {"url": "https://169.254.169.254/latest"},
        {"url": "https://name:word@127.0.0.1/"},
        {"url": "ftp://127.0.0.1/"},
        {"url": "https://" + "x" * 2_000},
        {"url": ""},
        {"events": []},
        {"events": ["order.lost"]},
        {"colour": "red"},
    ],
)
def test_what_may_not_be_told_anything_is_refused(machine: Machine, change: dict[str, object]) -> None:
    before = machine.get("webhooks").document
    said = problem(machine.post("webhooks", {**HOOK, **change}, Idempotency_Key="wrong"), 422)["detail"]
    assert "\n" not in said
    assert machine.get("webhooks").document == before


def test_a_key_that_reads_no_orders_hears_of_none(site: Site) -> None:
    narrow = Machine(site, key_of(site, "buyer", ["webhook:create"]))
    assert "order:read" in problem(narrow.post("webhooks", HOOK, Idempotency_Key="narrow"), 403)["detail"]


def test_forged_pages_and_ids_are_refused(machine: Machine) -> None:
    made = machine.post("webhooks", HOOK, Idempotency_Key="pages").document["id"]
    for after in ("AAAA", "%00", "x" * 1_001):
        problem(machine.get(f"webhooks/{made}/messages?after={after}"), 422)
    for name in ("%00", made.upper(), made[:-1], "x" * 300, "..", "%27"):
        problem(machine.get(f"webhooks/{name}/messages"), 404)


def test_every_event_can_be_asked_for_and_every_notice_has_its_words() -> None:
    assert get_args(Kind) == KINDS
    fields = dict.fromkeys(("order", "town", "total", "promised", "day", "number", "refunded"), "x")
    for kind in NOTICED:
        for part in ("subject", "text"):
            for language in LANGUAGES:
                assert "x" in word(f"notice.{kind.replace('.', '_')}_{part}", language).format(**fields)
