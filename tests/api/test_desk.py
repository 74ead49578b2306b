"""What machines of buyers, merchants, offices and banks may read: their own, page by page, and nobody else's."""

# ruff: noqa: S608 - own words

import json
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from machines import Machine, key_of
from sites import Site, a_name, play_some, served

from tearoad.boot.demo_people import make_demo_people
from tearoad.boot.desk import STAGES
from tearoad.boot.people import KEY_SECONDS

ROLES = ("buyer", "merchant", "officer", "post_worker", "bank_liaison", "operator", "auditor")


@pytest.fixture(scope="module")
def site(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A demo in the middle of its journeys; some orders are the demo buyer's."""
    with served(server_url, a_name(), tmp_path_factory.mktemp("home")) as found:
        play_some(found, 150)
        make_demo_people(found.database)
        with psycopg.connect(found.database, autocommit=True) as connection:
            some = "SELECT order_id FROM orders ORDER BY order_id LIMIT 12"
            connection.execute(f"UPDATE orders SET buyer = 'account:demo-buyer' WHERE order_id IN ({some})")
        yield found


@pytest.fixture(scope="module")
def machines(site: Site) -> dict[str, Machine]:
    return {role: Machine(site, key_of(site, role)) for role in ROLES}


def whole(machine: Machine, path: str, limit: int = 7) -> list[dict[str, Any]]:
    """All pages of a list."""
    found, after = [], ""
    while True:
        told = machine.get(f"{path}{'&' if '?' in path else '?'}limit={limit}&after={after}")
        assert told.status == 200, told
        assert len(told.document["items"]) <= limit
        found += told.document["items"]
        if not told.document["next"]:
            return found
        after = told.document["next"]


def asked(site: Site, sql: str, *values: object) -> set[Any]:
    with psycopg.connect(site.database) as connection:
        return {row[0] for row in connection.execute(sql, values).fetchall()}


def test_the_control_room_is_for_those_who_run_the_road(site: Site, machines: dict[str, Machine]) -> None:
    assert {role: machine.get("control-room").status for role, machine in machines.items()} == dict.fromkeys(
        ROLES, 200
    ) | {"buyer": 403, "merchant": 403}
    assert Machine(site).get("control-room").status == 401
    told = machines["operator"].get("control-room").document
    assert sum(told["stages"].values()) == len(asked(site, f"SELECT {PARCEL} FROM consignment"))
    assert {office["office"] for office in told["offices"]} == asked(site, "SELECT office FROM office_state")
    assert all(len(office["history"]) == 30 for office in told["offices"])
    assert told["promises"]["all"]["open"] == sum(one["open"] for one in told["promises"]["lanes"])
    assert len(told["flows"]) == len({flow["lane"] for flow in told["flows"]}) > 20


PARCEL = "replace(consignment_id::text, '-', '')"
MERCHANT = "SELECT merchant FROM person WHERE name = 'demo-merchant'"
OFFICE = "SELECT office FROM person WHERE name = 'demo-officer'"
OWN = {
    "buyer": "order_id IN (SELECT order_id FROM orders WHERE buyer = 'account:demo-buyer')",
    "merchant": f"merchant = ({MERCHANT})",
    "officer": f"office = ({OFFICE})",
    "post_worker": f"office = ({OFFICE})",
    "operator": "true",
    "auditor": "true",
    "bank_liaison": "true",
}


@pytest.mark.parametrize("role", ["buyer", "merchant", "officer", "post_worker", "operator", "auditor"])
def test_each_sees_the_parcels_they_serve_the_newest_first(machines: dict[str, Machine], site: Site, role: str) -> None:
    found = whole(machines[role], "parcels", limit=100 if OWN[role] == "true" else 7)
    expected = asked(site, f"SELECT {PARCEL} FROM consignment WHERE {OWN[role]}")
    assert expected
    assert len(found) == len(expected)
    assert {one["id"] for one in found} == expected
    assert [one["placed_at"] for one in found] == sorted((one["placed_at"] for one in found), reverse=True)


@pytest.mark.parametrize("role", ["buyer", "merchant", "bank_liaison", "operator"])
def test_a_payment_adds_up_and_shows_one_s_own_parts(machines: dict[str, Machine], site: Site, role: str) -> None:
    found = whole(machines[role], "payments", limit=100 if OWN[role] == "true" else 3)
    expected = asked(site, f"SELECT DISTINCT order_id FROM consignment WHERE {OWN[role]}")
    assert len(found) == len(expected)
    assert {one["order"] for one in found} == expected
    parts = {part["parcel"] for one in found for part in one["parts"]}
    assert parts == asked(site, f"SELECT {PARCEL} FROM consignment WHERE {OWN[role]}")
    for one in found:
        assert one["total"]["amount_minor"] == sum(part["total"]["amount_minor"] for part in one["parts"])
        states = {part["state"] for part in one["parts"]}
        assert one["state"] == (states.pop() if len(states) == 1 else "mixed")
        assert machines[role].get(f"payments/{one['order']}").document == one
    if role == "operator":
        assert {"held", "released"} <= {part["state"] for one in found for part in one["parts"]}


@pytest.mark.parametrize("role", ["buyer", "merchant", "officer", "auditor"])
def test_declarations_tell_goods_and_what_the_border_said(machines: dict[str, Machine], site: Site, role: str) -> None:
    found = whole(machines[role], "declarations", limit=100 if OWN[role] == "true" else 7)
    expected = asked(site, f"SELECT {PARCEL} FROM consignment WHERE border <> 0 AND {OWN[role]}")
    assert expected
    assert len(found) == len(expected)
    assert {one["parcel"] for one in found} == expected
    for one in found:
        assert one["lines"]
        assert sum(line["quantity"] * line["unit_price"]["amount_minor"] for line in one["lines"]) > 0
        assert (one["assessed_duty"] is None) == (one["status"] in ("undeclared", "lodged")), one
    one = found[-1]
    assert machines[role].get(f"declarations/{one['parcel']}").document == one
    released = whole(machines[role], "declarations?status=released", limit=100)
    assert {two["parcel"] for two in released} == {two["parcel"] for two in found if two["status"] == "released"}


def test_stages_part_the_parcels(machines: dict[str, Machine]) -> None:
    found = whole(machines["operator"], "parcels", limit=100)
    by_stage = {stage: whole(machines["operator"], f"parcels?stage={stage}", limit=100) for stage in STAGES}
    assert sum(map(len, by_stage.values())) == len(found)
    assert all(one["stage"] == stage for stage, some in by_stage.items() for one in some)
    assert sum(1 for some in by_stage.values() if some) >= 4


def test_scans_are_those_of_the_parcel(machines: dict[str, Machine], site: Site) -> None:
    parcels = [one for one in whole(machines["officer"], "parcels", limit=100) if one["arrived_at"]]
    told = machines["officer"].get(f"scans?parcel={parcels[0]['id']}").document
    assert told["parcel"] == parcels[0]
    events = asked(site, "SELECT event FROM scan WHERE consignment_id = %s", parcels[0]["id"])
    assert {one["event"] for one in told["scans"]} == events
    assert "EMD" in events


def test_nobody_reads_another_s_by_its_id(machines: dict[str, Machine], site: Site) -> None:
    """A merchant's, an office's and a buyer's own are refused to each who is not that one."""
    for role in ("buyer", "merchant", "officer"):
        sql = f"SELECT {PARCEL} FROM consignment WHERE border <> 0 AND ({OWN[role]}) IS NOT TRUE LIMIT 1"
        (foreign,) = asked(site, sql)
        for path in (f"declarations/{foreign}", f"scans?parcel={foreign}"):
            assert machines[role].get(path).status == 404, f"{role} {path}"
            assert machines["auditor"].get(path).status == 200, path
    for role in ("buyer", "merchant"):
        sql = f"SELECT order_id FROM orders WHERE order_id NOT IN (SELECT order_id FROM consignment WHERE {OWN[role]})"
        foreign = min(asked(site, sql))
        assert machines[role].get(f"payments/{foreign}").status == 404
        assert machines["bank_liaison"].get(f"payments/{foreign}").status == 200


def test_the_buyer_stays_unknown_to_those_who_work_for_them(machines: dict[str, Machine], site: Site) -> None:
    buyers = asked(site, "SELECT buyer FROM orders")
    told = 0
    for role in ("merchant", "officer", "post_worker", "bank_liaison"):
        for path in ("parcels", "payments", "declarations"):
            answer = machines[role].get(f"{path}?limit=100")
            if answer.status == 200:
                told += len(answer.document["items"])
                assert not [buyer for buyer in buyers if f'"{buyer}"' in json.dumps(answer.document)]
    assert told > 100


def test_a_merchant_of_no_name_sees_nothing(machines: dict[str, Machine], site: Site) -> None:
    with psycopg.connect(site.database, autocommit=True) as connection:
        (name,) = asked(site, MERCHANT)
        connection.execute("UPDATE person SET merchant = NULL WHERE name = 'demo-merchant'")
        time.sleep(KEY_SECONDS)
        try:
            for path in ("parcels", "payments", "declarations"):
                assert machines["merchant"].get(path).document == {"items": [], "next": None}
        finally:
            connection.execute("UPDATE person SET merchant = %s WHERE name = 'demo-merchant'", [name])
            time.sleep(KEY_SECONDS)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("parcels?stage=lost-in-thought", 422),
        ("parcels?after=AAAA", 422),
        ("parcels?limit=101", 422),
        ("parcels?colour=red", 422),
        ("payments?after=%00", 422),
        ("payments/%00", 404),
        ("payments/none", 404),
        ("declarations?status=not_needed", 422),
        ("declarations/none", 404),
        (f"declarations/{'0' * 32}", 404),
        ("scans", 422),
        ("scans?parcel=%00", 422),
        (f"scans?parcel={'F' * 32}", 404),
    ],
)
def test_what_is_not_there_or_not_understood_is_named(machines: dict[str, Machine], path: str, status: int) -> None:
    told = machines["operator"].get(path)
    assert told.status == status
    assert told.headers["content-type"] == "application/problem+json"


def test_a_cursor_of_one_list_is_none_of_another(machines: dict[str, Machine]) -> None:
    after = machines["operator"].get("parcels?limit=1").document["next"]
    for path in ("payments", "declarations", "parcels?stage=delivered"):
        assert machines["operator"].get(f"{path}{'&' if '?' in path else '?'}after={after}").status == 422
    assert machines["merchant"].get(f"parcels?after={after}").status == 422
