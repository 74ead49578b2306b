"""The machines' door over HTTP: what is sold, orders that are made once, parcels, and what is refused."""

import time
from typing import Any

import psycopg
import pytest
from machines import Machine, key_of
from sites import Site

from tearoad.api.rates import MOST_CALLERS, Rate, Rates
from tearoad.api.routes import BUYER, ORDER, QUOTE, ROUTES
from tearoad.boot.living import step
from tearoad.boot.road import open_road
from tearoad.terms.days import DAY


def order(**more: object) -> dict[str, object]:
    return {**ORDER, **more}


def paying(order_id: str, **more: object) -> dict[str, object]:
    return {"order": order_id, "method": "wallet", **more}


def problem(told: Any, status: int) -> Any:
    assert told.status == status, told
    assert told.headers["content-type"] == "application/problem+json"
    assert told.document["status"] == status
    return told.document


def test_what_is_sold_page_by_page(site: Site) -> None:
    anybody, seen, after = Machine(site), [], ""
    while True:
        page = anybody.get(f"products?order=price&limit=40&after={after}")
        assert page.status == 200
        seen += [one["model"] for one in page.document["items"]]
        if not page.document["next"]:
            break
        after = page.document["next"]
    assert len(seen) == len(set(seen)) == page.document["count"] == 100
    one = anybody.get(f"products/{seen[0]}?to=kazan&quantity=2").document
    assert one["offers"][0]["landed"]["amount_minor"] == sum(
        one["offers"][0][part]["amount_minor"] for part in ("goods", "postage", "duty", "tax")
    )
    problem(anybody.get("products/no-such-model"), 404)


@pytest.mark.parametrize(
    "query",
    ["colour=red", "limit=0", "limit=61", "limit=x", "q=a&q=b", "by=tomorrow", "by=2026-13-01", "order=luck", "q=%00",
     "after=AAAA", "price_from_minor=-1", "q=" + "x" * 1_001, "language=fr", "to=atlantis"],
)  # fmt: skip
def test_what_is_not_understood_is_named(site: Site, query: str) -> None:
    said = problem(Machine(site).get(f"products?{query}"), 422)["detail"]
    assert "\n" not in said
    assert len(said) < 300


def test_an_order_is_made_once(machine: Machine, site: Site) -> None:
    first = machine.post("orders", order(), Idempotency_Key="one")
    assert first.status == 201, first
    assert first.headers["location"] == f"/api/v1/orders/{first.document['id']}"
    again = machine.post("orders", order(), Idempotency_Key="one")
    assert (again.status, again.document["id"]) == (201, first.document["id"])
    assert again.headers["idempotency-replayed"] == "true"
    other = machine.post("orders", order(lines=[{"sku": "phone-case-1a", "quantity": 2}]), Idempotency_Key="one")
    assert "came with another order" in problem(other, 422)["detail"]
    mine = machine.get(f"orders/{first.document['id']}").document
    assert mine["total"]["amount_minor"] == sum(
        parcel[part]["amount_minor"] for parcel in mine["parcels"] for part in ("goods", "postage", "duty", "tax")
    )
    assert BUYER["name"] not in str(mine)
    with psycopg.connect(site.database) as connection:
        assert connection.execute("SELECT count(*) FROM orders").fetchone() == (1,)


def test_orders_belong_to_their_buyer(machine: Machine, site: Site) -> None:
    made = machine.post("orders", order(), Idempotency_Key="mine").document["id"]
    assert made in [one["id"] for one in machine.get("orders?limit=100").document["items"]]
    for role in ("merchant",):
        problem(Machine(site, key_of(site, role)).get(f"orders/{made}"), 404)
    assert Machine(site, key_of(site, "auditor")).get(f"orders/{made}").status == 200
    problem(Machine(site).get(f"orders/{made}"), 401)
    problem(Machine(site, key_of(site, "buyer", ["order:read"])).post("orders", order(), Idempotency_Key="x"), 403)


@pytest.mark.parametrize(("origin", "kept"), [("moscow", False), ("yiwu", True)])
def test_the_identity_number_is_kept_only_where_the_law_asks_for_it(
    machine: Machine, site: Site, origin: str, kept: bool
) -> None:
    with psycopg.connect(site.database) as connection:
        find = "SELECT p.sku FROM product p JOIN stock s USING (cell_id, sku) WHERE origin = %s AND on_hand > reserved"
        (sku,) = connection.execute(find, [origin]).fetchone()  # type: ignore[misc]
        told = machine.post("orders", order(lines=[{"sku": sku, "quantity": 1}]), Idempotency_Key=f"from {origin}")
        assert told.status == 201, told
        of = "SELECT identity FROM delivery WHERE order_id = %s"
        (identity,) = connection.execute(of, [told.document["id"]]).fetchone()  # type: ignore[misc]
    assert (identity is not None) is kept


def test_pages_of_orders_follow_each_other(machine: Machine) -> None:
    made = {machine.post("orders", order(), Idempotency_Key=f"page-{number}").document["id"] for number in range(5)}
    seen, after = [], ""
    while True:
        page = machine.get(f"orders?limit=2&after={after}").document
        seen += [one["id"] for one in page["items"]]
        if not page["next"]:
            break
        after = page["next"]
    assert len(seen) == len(set(seen))
    assert made <= set(seen)
    problem(machine.get("orders?after=AAAA"), 422)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"lines": []}, "/lines"),
        ({"lines": [{"sku": "phone-case-1a", "quantity": 0}]}, "/lines/0/quantity"),
        ({"lines": [{"sku": "no-such-thing", "quantity": 1}]}, "/lines/0/sku"),
        ({"destination": "atlantis"}, "/lines/0/sku"),
        ({"payment": "gold"}, "/payment"),
        ({"recipient": {**BUYER, "identity": "123"}}, "/recipient/identity"),
        ({"recipient": {**BUYER, "identity": ""}}, "/recipient/identity"),
        ({"recipient": {**BUYER, "name": "a\0b"}}, "/recipient/name"),
        ({"recipient": {**BUYER, "phone": "call"}}, "/recipient/phone"),
        ({"expected_total_minor": 1}, "/expected_total_minor"),
        ({"currency": "rub"}, "/currency"),
        ({"colour": "red"}, ""),
    ],
)
def test_what_is_wrong_is_pointed_at_and_nothing_is_ordered(
    machine: Machine, site: Site, change: dict[str, object], pointer: str
) -> None:
    with psycopg.connect(site.database) as connection:
        before = connection.execute("SELECT count(*) FROM orders").fetchone()
        told = machine.post("orders", order(**change), Idempotency_Key="wrong")
        assert pointer in [one["pointer"] for one in problem(told, 422)["errors"]]
        assert connection.execute("SELECT count(*) FROM orders").fetchone() == before


@pytest.mark.parametrize("key", ["", "x" * 256, "ключ".encode().decode("latin-1")])
def test_an_order_needs_a_key_of_its_own(machine: Machine, key: str) -> None:
    headers = {"Idempotency_Key": key} if key else {}
    problem(machine.post("orders", order(), **headers), 400)


def test_bodies_and_methods(machine: Machine) -> None:
    key = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    problem(machine.ask("POST", "orders", b"{", key), 400)
    assert machine.ask("POST", "orders", b"[" * 100_000, key).status in (400, 422)
    problem(machine.ask("POST", "orders", b"x" * 1_500_000, key), 413)
    problem(machine.ask("POST", "orders", b"{}", {**key, "Content-Type": "text/plain"}), 415)
    assert problem(machine.ask("DELETE", "orders", None, {}), 405)["status"] == 405
    assert machine.ask("PUT", "orders", b"{}", key).headers["allow"] == "GET, HEAD, POST"


def test_a_parcel_is_followed_by_its_number(machine: Machine, site: Site) -> None:
    made = machine.post("orders", order(), Idempotency_Key="follow").document["id"]
    assert machine.post("payments", paying(made), Idempotency_Key="follow").document["state"] == "paid"
    with open_road(site.database) as road:
        step(road.platform, lambda *span: [], 90 * DAY)
    (parcel,) = machine.get(f"orders/{made}").document["parcels"]
    assert parcel["stage"] in ("confirmed", "auto_confirmed", "delivered")
    told = Machine(site).get(f"parcels/{parcel['s10'].lower()}").document
    assert told["scans"] == parcel["scans"]
    assert (told["promised_on"], told["promise_level"]) == (parcel["promised_on"], parcel["promise_level"])
    assert parcel["promise_level"] == 0.9
    assert (parcel["first_promised_on"] < parcel["promised_on"]) == (parcel["promise_reason"] is not None)
    assert told["progress"] == 1
    assert set(told) & {"merchant", "goods", "lines", "order"} == set()
    problem(Machine(site).get("parcels/RX000000013CN"), 404)
    problem(Machine(site).get("parcels/%00"), 404)


def test_health_and_readiness(site: Site) -> None:
    assert Machine(site).get("health").document == {"status": "ok"}
    assert Machine(site).get("ready").document["clock_at"].endswith("Z")


def test_the_document_tells_every_address_and_its_examples_are_true(machine: Machine) -> None:
    document = machine.get("openapi.json").document
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {"/" + route.path.replace("<str:", "{").replace(">", "}") for route in ROUTES}
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            assert {"401", "405", "429", "503"} <= set(said["responses"]), (path, method)
    assert machine.post("quotes", QUOTE).status == 200
    assert machine.post("orders", ORDER, Idempotency_Key="example").status == 201


def test_who_asks_too_often_waits() -> None:
    rates, rate = Rates(), Rate(2, 3)
    assert [rates.wait("a", rate, 100.0) for _ in range(5)] == [0, 0, 0, 1, 1]
    assert rates.wait("b", rate, 100.0) == 0
    assert [rates.wait("a", rate, 101.0) for _ in range(3)] == [0, 0, 1]
    for number in range(MOST_CALLERS + 5):
        rates.wait(f"c{number}", rate, 101.0)
    assert len(rates._left) == MOST_CALLERS


def test_too_often_is_told_with_when_to_come_again(site: Site) -> None:
    stranger = Machine(site, "")
    end = time.monotonic() + 20
    while time.monotonic() < end:
        told = stranger.get("health")
        if told.status == 429:
            break
    problem(told, 429)
    assert int(told.headers["retry-after"]) >= 1
