"""Coupons and limits over HTTP: the total after the coupon, and refusals by name."""

from itertools import count
from typing import Any

import pytest
from machines import Machine
from sites import Site

from tearoad.api.routes import ORDER
from tearoad.boot.road import open_road
from tearoad.market.coupon import PLATFORM, Coupon
from tearoad.operations.make_coupon import make_coupon
from tearoad.operations.set_limit import set_limit

keys = count()
SKU = "phone-case-1a"
TEN = Coupon("TEN-11", PLATFORM, 1_000, 0, "RUB", 0, 2, 0, None)


@pytest.fixture(scope="module", autouse=True)
def coupons(site: Site) -> None:
    with open_road(site.database) as road:
        for coupon, budget in ((TEN, 10**8), (TEN._replace(code="RICH", least_minor=10**9), 0)):
            make_coupon(road.store, coupon, None, budget, "")


def ordered(machine: Machine, key: str = "", **more: object) -> Any:
    return machine.post("orders", {**ORDER, **more}, Idempotency_Key=key or f"coupon {next(keys)}")


def problem(told: Any) -> dict[str, str]:
    assert told.status == 422, told
    return {one["pointer"]: one["detail"] for one in told.document["errors"]}


def test_the_total_is_the_one_after_the_coupon(machine: Machine, site: Site) -> None:
    plain = ordered(machine).document
    one = ordered(machine, "one", coupon=" ten-11 ", pay=True)
    assert one.status == 201, one
    off = plain["total"]["amount_minor"] - one.document["total"]["amount_minor"]
    assert off > 0
    assert one.document["payment"]["amount"] == one.document["total"]
    whole = machine.get(f"orders/{one.document['id']}").document
    assert whole["total"] == one.document["total"]
    assert sum(parcel["coupon"]["amount_minor"] for parcel in whole["parcels"]) == off
    assert ordered(machine, "one", coupon="TEN-11", pay=True).document["id"] == one.document["id"]
    assert "another order" in ordered(machine, "one", pay=True).document["detail"]
    with open_road(site.database) as road:
        assert road.check() == []


def test_refusals_are_named(machine: Machine) -> None:
    assert problem(ordered(machine, coupon="NO-SUCH")) == {"/coupon": "unknown coupon"}
    assert problem(ordered(machine, coupon="a b\0")) == {"/coupon": "unknown coupon"}
    assert problem(ordered(machine, coupon="RICH")) == {"/coupon": "order too small for the coupon"}
    assert ordered(machine, coupon="TEN-11").status == 201
    assert problem(ordered(machine, coupon="TEN-11")) == {"/coupon": "coupon used already"}
    assert problem(ordered(machine, coupon="x" * 201))


def test_a_limit_is_named_at_its_line(machine: Machine, site: Site) -> None:
    with open_road(site.database) as road:
        set_limit(road.store, SKU, 2, None, None)
    try:
        over = {"/lines/0/sku": "more than one buyer may order"}
        assert problem(ordered(machine, lines=[{"sku": SKU, "quantity": 3}])) == over
        basket = machine.put("basket", {"destination": "kazan", "lines": [{"sku": SKU, "quantity": 3}]}).document
        assert [line["refusal"] for line in basket["refused"]] == ["more than one buyer may order"]
    finally:
        with open_road(site.database) as road:
            set_limit(road.store, SKU, None, None, None)
