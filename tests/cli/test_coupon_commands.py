"""`coupon` and `campaign limit` as an operator meets them."""

import json
from collections.abc import Iterator

import pytest
from commands import fresh, told

from tearoad.boot.road import open_road
from tearoad.cli.demo_commands import stock_demo

MAKE = ("coupon", "make", "eleven", "--percent", "12.5", "--funder", "platform", "--budget", "100000.00")


@pytest.fixture(scope="module")
def url(server_url: str) -> Iterator[str]:
    with fresh(server_url, "tearoad_test_coupon_commands") as found:
        with open_road(found) as road:
            stock_demo(road)
        yield found


def test_a_coupon_is_made_once_and_shown(url: str) -> None:
    assert told(url, *MAKE) == (0, "coupon ELEVEN is made, 100 000.00 RUB set aside by platform")
    again = "coupon ELEVEN is known already, 100 000.00 RUB was not added again for platform"
    assert told(url, *MAKE) == (0, again)
    status, text = told(url, "coupon", "show", "eleven")
    assert status == 0
    assert text.splitlines() == [
        "ELEVEN: 12.5 % off goods from 0.00 RUB",
        "from 1970-01-01T00:00:00Z; 1 orders of one buyer",
        "in 0 orders, 0.00 RUB off in all",
        "the platform has 100 000.00 RUB left for coupons",
    ]
    status, text = told(url, "coupon", "show", "ELEVEN", "--json")
    found = json.loads(text)
    assert (found["rate"], found["uses"], found["left_minor"]) == (1_250, 0, 10_000_000)
    with open_road(url) as road:
        assert road.check() == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((*MAKE, "--uses", "2"), "with other terms"),
        ((*MAKE[:3], "--funder", "platform", "--budget", "1"), "either a share"),
        ((*MAKE[:3], "--percent", "0.001", "--funder", "platform", "--budget", "1"), "--percent '0.001'"),
        ((*MAKE[:3], "--fixed", "1.001", "--funder", "platform", "--budget", "1"), "--fixed: '1.001'"),
        ((*MAKE, "--currency", "XAU"), "--currency 'XAU'"),
        ((*MAKE, "--until", "tomorrow"), "--until 'tomorrow'"),
        (("coupon", "show", "none"), "coupon 'NONE' is not known"),
        (("campaign", "limit", "no-such-thing", "--per-buyer", "2"), "product 'no-such-thing' is not known"),
        (("campaign", "limit", "phone-case-1a"), "expected --per-buyer or --per-order"),
        (("campaign", "limit", "phone-case-1a", "--lift", "--per-buyer", "2"), "expected --per-buyer or --per-order"),
        (("campaign", "limit", "phone-case-1a", "--per-buyer", "2", "--until", "1970-02-30"), "--until '1970-02-30'"),
    ],
)
def test_what_is_wrong_is_one_line(url: str, words: tuple[str, ...], why: str) -> None:
    status, text = told(url, *words)
    assert status == 2
    assert why in text
    assert "\n" not in text


def test_a_limit_is_set_and_lifted(url: str) -> None:
    limit = ("campaign", "limit", "phone-case-1a")
    assert told(url, *limit, "--per-buyer", "2") == (0, "phone-case-1a: at most 2 a buyer")
    until = told(url, *limit, "--per-buyer", "3", "--per-order", "1", "--until", "2030-01-01")
    assert until == (0, "phone-case-1a: at most 3 a buyer, 1 an order, before 2030-01-01")
    assert told(url, *limit, "--lift") == (0, "phone-case-1a: no limit")
