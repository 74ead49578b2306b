"""Orders are paid over HTTP: at once, later or not, once; and baskets say what they would cost."""

from typing import Any

import psycopg
import pytest
from machines import Machine, key_of
from sites import Site

from tearoad.api.routes import ORDER
from tearoad.boot.living import step
from tearoad.boot.road import open_road

CARD = {"method": "card", "bank": "Volga Bank"}


def problem(told: Any, status: int) -> Any:
    assert told.status == status, told
    assert told.headers["content-type"] == "application/problem+json"
    return told.document


def ordered(machine: Machine, key: str, **more: object) -> Any:
    told = machine.post("orders", {**ORDER, **more}, Idempotency_Key=key)
    assert told.status == 201, told
    return told.document


def paid(machine: Machine, order_id: str, key: str, **more: object) -> Any:
    return machine.post("payments", {"order": order_id, "method": "wallet", **more}, Idempotency_Key=key)


def lived(site: Site, seconds: int) -> None:
    with open_road(site.database) as road:
        step(road.platform, lambda *span: [], seconds)


def test_a_wallet_pays_at_once_and_once(machine: Machine) -> None:
    order = ordered(machine, "wallet")
    assert order["pay_until"]
    first = paid(machine, order["id"], "one")
    assert (first.status, first.document["state"]) == (201, "paid")
    assert first.document["amount"] == order["total"]
    assert first.headers["location"] == f"/api/v1/payments/{order['id']}"
    assert paid(machine, order["id"], "one").document == first.document
    again = paid(machine, order["id"], "two").document
    assert (again["state"], again["refusal"]) == ("refused", "already paid")
    whole = machine.get(f"payments/{order['id']}").document
    assert (whole["state"], [one["state"] for one in whole["attempts"]]) == ("held", ["paid", "refused"])
    assert machine.get(f"orders/{order['id']}").document["pay_until"] is None


def test_a_bank_is_asked_after_until_it_has_answered(machine: Machine, site: Site) -> None:
    order = ordered(machine, "card")
    first = paid(machine, order["id"], "card", **CARD).document
    assert (first["state"], first["answered_at"], first["until"]) == ("waiting", None, order["pay_until"])
    other = paid(machine, order["id"], "other").document
    assert (other["state"], other["refusal"]) == ("refused", "another payment waits")
    lived(site, 3_600)
    attempts = machine.get(f"payments/{order['id']}").document["attempts"]
    assert next(one["state"] for one in attempts if one["id"] == first["id"]) in ("paid", "refused")
    assert paid(machine, order["id"], "card", **CARD).document in attempts


def test_a_code_that_nobody_used_ends_with_the_order(machine: Machine, site: Site) -> None:
    """Ten, of which some buyers come to a counter in time."""
    orders = [ordered(machine, f"code {number}", payment="cash_code")["id"] for number in range(10)]
    assert {paid(machine, name, f"pay {name}", method="cash_code").document["state"] for name in orders} == {"waiting"}
    unpaid = ordered(machine, "no payment")["id"]
    lived(site, 3 * 86_400)
    found = [machine.get(f"payments/{name}").document["attempts"][0]["state"] for name in orders]
    assert set(found) <= {"paid", "refused", "lapsed"}
    assert "paid" in found
    gone = machine.get(f"orders/{unpaid}").document
    assert ([parcel["stage"] for parcel in gone["parcels"]], gone["pay_until"]) == (["cancelled"], None)
    assert paid(machine, unpaid, "late").document["refusal"] == "order closed"


def test_payments_belong_to_their_buyer(machine: Machine, site: Site) -> None:
    order = ordered(machine, "mine")["id"]
    attempt = paid(machine, order, "mine").document["id"]
    merchant, auditor = (Machine(site, key_of(site, role)) for role in ("merchant", "auditor"))
    problem(paid(merchant, order, "mine"), 403)
    problem(paid(Machine(site), order, "mine"), 401)
    assert [one["id"] for one in auditor.get(f"payments/{order}").document["attempts"]] == [attempt]
    seen = merchant.get(f"payments/{order}")
    assert seen.status == 404 or seen.document["attempts"] == []


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"order": "W0"}, 404),
        ({"order": "a\0b"}, 404),
        ({"order": ""}, 422),
        ({"order": "x" * 65}, 422),
        ({"method": "gold"}, 422),
        ({"method": "cod"}, 422),
        ({"method": "card", "bank": ""}, 422),
        ({"method": "card", "bank": "No Bank"}, 422),
        ({"method": "wallet", "bank": "Volga Bank"}, 422),
        ({"amount": 1}, 422),
    ],
)
def test_what_is_no_payment_is_refused_and_not_kept(
    machine: Machine, site: Site, change: dict[str, object], status: int
) -> None:
    order = ordered(machine, "for bad payments")["id"]
    with psycopg.connect(site.database) as connection:
        before = connection.execute("SELECT count(*) FROM payment").fetchone()
        said = machine.post("payments", {"order": order, "method": "wallet", **change}, Idempotency_Key="bad")
        assert "\n" not in problem(said, status)["detail"]
        assert connection.execute("SELECT count(*) FROM payment").fetchone() == before
    problem(machine.post("payments", {"order": order, "method": "wallet"}), 400)


def test_a_basket_is_kept_and_costs_what_the_order_will(machine: Machine) -> None:
    assert machine.get("basket").document["lines"] == []
    lines = [{"sku": "phone-case-1a", "quantity": 2}, {"sku": "no-such-thing", "quantity": 1}]
    asked = {"destination": "kazan", "lines": lines}
    told = machine.put("basket", asked)
    assert told.status == 200, told
    assert told.document["refused"] == [{"sku": "no-such-thing", "quantity": 1, "refusal": "unknown product"}]
    assert machine.get("basket").document == told.document
    order = ordered(machine, "basket", lines=lines[:1], expected_total_minor=told.document["total"]["amount_minor"])
    assert order["total"] == told.document["total"]
    emptied = machine.put("basket", {"destination": "kazan", "lines": []})
    assert (emptied.document["lines"], emptied.document["total"]["amount_minor"]) == ([], 0)
    wide = {"destination": "kazan", "lines": [{"sku": f"s{number}", "quantity": 1} for number in range(51)]}
    problem(machine.put("basket", wide), 422)


def test_an_order_is_cancelled_once_and_for_all(machine: Machine, site: Site) -> None:
    order = ordered(machine, "to be cancelled", pay=True)
    assert order["payment"]["state"] == "paid"
    assert ordered(machine, "to be cancelled", pay=True)["payment"] == order["payment"]
    path = f"orders/{order['id']}"
    for _ in range(2):
        told = machine.post(f"{path}/cancel", {})
        assert (told.status, [one["stage"] for one in told.document["parcels"]]) == (200, ["cancelled"])
    parcel = told.document["parcels"][0]["id"]
    problem(machine.post(f"{path}/parcels/{parcel}/confirm", {}), 409)
    problem(machine.post(f"{path}/parcels/{'0' * 32}/confirm", {}), 404)
    problem(machine.post("orders/W0/cancel", {}), 404)
    problem(Machine(site, key_of(site, "merchant")).post(f"{path}/cancel", {}), 403)
    late = ordered(machine, "to be late", pay=True)
    lived(site, 20 * 86_400)
    stages = {one["stage"] for one in machine.get(f"orders/{late['id']}").document["parcels"]}
    assert machine.post(f"orders/{late['id']}/cancel", {}).status == (200 if stages == {"cancelled"} else 409)
