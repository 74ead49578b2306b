"""A road on which items are declared, its desk, and declarations that are in order or not."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from databases import migrated_data_base
from msgspec import convert

from tearoad.boot.border import BorderOf
from tearoad.boot.desks import desks_of
from tearoad.boot.items import Declarations
from tearoad.boot.road import OpenRoad, drop_data_base, open_road
from tearoad.kernel.s10 import numbers
from tearoad.operations.advance import advance
from tearoad.operations.asked_item import AskedItem, parts_of
from tearoad.operations.item_ports import declaration_id_of
from tearoad.operations.lodge_items import Lodging, lodge
from tearoad.terms.days import day_start

START = day_start(date(2026, 11, 11))
LINE = {"description": "Vacuum flask, 0.5 l", "hs": "961700", "value_minor": 1193, "weight_grams": 1047}
ITEM: dict[str, Any] = {
    "office": "moscow",
    "currency": "EUR",
    "origin": "CN",
    "destination": "RU",
    "category": "sale",
    "gross_grams": 1288,
    "sender_name": "Yiwu Willow Home",
    "sender_country": "CN",
    "recipient_name": "Olga Orlik",
    "recipient_postcode": "367264",
    "recipient_identity": "891796258371",
    "consignee_id": "buyer-457",
    "order_id": "W0",
    "lines": [LINE],
}
# What else a declaration may say, and what follows.
DEAR = {"lines": [{**LINE, "value_minor": 90_000}]}  # something is owed
BATTERY = {"lines": [{**LINE, "description": "Lamp with a lithium battery"}]}  # for a scan
OF_MANY_LINES = {"lines": [LINE] * 21, "gross_grams": 25_000}  # for papers
NAMELESS = {"recipient_name": "", "recipient_identity": "", "lines": [{**LINE, "description": ""}]}  # rejected
PERSONAL = ("Willow", "Orlik", "367264", "891796258371", "buyer-457")


def number(serial: int) -> str:
    """An S10 number from China."""
    return numbers("HA", np.array([serial]), "CN")[0]


def item(serial: int, **other: Any) -> AskedItem:
    """One in order, green and free of duty, with other words where they are said."""
    return convert({"id": f"i{serial}", "s10": number(serial), **ITEM, **other}, AskedItem)


@contextmanager
def declared_road(server_url: str, name: str) -> Iterator[OpenRoad]:
    """A road of this name, gone afterwards; in the end every rule holds."""
    drop_data_base(server_url, name)
    with open_road(migrated_data_base(server_url, name)) as road:
        advance(road.platform, START)
        yield road
        assert road.check() == []
    drop_data_base(server_url, name)


def lodge_some(road: OpenRoad, *asked: AskedItem) -> None:
    """By the road's own store; whom they name is sealed with a key that nobody has."""
    wishes = [
        Lodging(declaration_id_of("anna", one.id), one, "anna", "anna", bytes([at]), "sealed", parts_of(one).plain)
        for at, one in enumerate(asked)
    ]
    assert all(found.row for found in lodge(road.platform, BorderOf(road.platform.law), road.store, wishes))


@contextmanager
def served_items(road: OpenRoad, home: Path) -> Iterator[Declarations]:
    """The desk of a road."""
    found = desks_of(road.url, home)
    with closing(found.store), closing(found.items()) as desk:
        yield desk
