"""Quote landed prices: goods, the cheapest lane of the road, and what customs asks, for one parcel or many. It reads
law, lanes and rates, and writes nothing.

Quotes of one request are one assessment: parcels of one named consignee count together, by their day and then in the
order in which they are asked. The moment of asking is that of the order, and the declaration is accepted when the road
has handled the parcel, as at checkout; where `accepted_on` is given, it stands for both.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np

from tearoad.customs.quote import Quote
from tearoad.customs.quote import quotes as customs_quotes
from tearoad.network.choose import NO_LANE, cheapest
from tearoad.network.promise import LEVEL, door_after, promised_day
from tearoad.operations.asked_quote import BAD_INPUT, AskedQuote, BadQuote, Delivery, Price, QuoteAnswer
from tearoad.operations.understand_quote import Meant, QuoteDesk, understood
from tearoad.terms.days import DAY

WITH_TOTAL = ("ok", "ok_with_doubt")
KINDS = {"duty_minor": ("duty",), "tax_minor": ("vat", "excise"), "fee_minor": ("fee",)}
OF_CUSTOMS = re.compile(r"line (\d+), column (\w+): (.*)", re.DOTALL)
OF_LINE = ("hs", "quantity", "value_minor", "weight_grams")
WORDS = {
    "en": {
        "no lane": "No lane of the road leads from {origin} to {destination}.",
        "no rate": "Postage is not known in {currency}: customs is reckoned without it.",
    },
    "ru": {
        "no lane": "Ни одна линия дороги не ведёт из {origin} в {destination}.",
        "no rate": "Стоимость доставки в {currency} неизвестна: таможенные платежи посчитаны без неё.",
    },
    "zh": {
        "no lane": "没有从 {origin} 到 {destination} 的线路。",
        "no rate": "运费折合 {currency} 的金额未知：税费按不含运费计算。",
    },
}


class _Carried(NamedTuple):
    """`postage` in the quote's currency, None where it is not known."""

    delivery: Delivery | None
    postage: int | None
    warnings: tuple[str, ...]


def quoted(desk: QuoteDesk, asked: Sequence[AskedQuote], at: datetime, language: str) -> list[QuoteAnswer | BadQuote]:
    """An answer to each, in their order; `at`, with its zone, is the moment of asking; `language` en, ru or zh."""
    meant = [understood(desk, one, at) for one in asked]
    good = [one for one in meant if isinstance(one, Meant)]
    carried = _carried(desk, good, language)
    found = _found(desk, good, carried, language)
    answers = iter([_answer(desk, *each) for each in zip(good, carried, found, strict=True)])
    return [next(answers) if isinstance(one, Meant) else one for one in meant]


def _carried(desk: QuoteDesk, meant: Sequence[Meant], language: str) -> list[_Carried]:
    """The cheapest lane of each quote and its postage, where both ends are places of the road."""
    table, asked = desk.table, [one.asked for one in meant]
    start, end, grams = (
        np.array(column, dtype=np.int64)
        for column in (
            [table.origin_number.get(one.origin, NO_LANE) for one in asked],
            [table.destination_number.get(one.destination, NO_LANE) for one in asked],
            [sum(line.weight_grams for line in one.lines) for one in asked],
        )
    )
    lane, price = cheapest(table, start, end, grams)
    return [
        _by_lane(desk, *each, language) for each in zip(meant, lane.tolist(), end.tolist(), price.tolist(), strict=True)
    ]


def _by_lane(desk: QuoteDesk, meant: Meant, lane: int, end: int, price: int, language: str) -> _Carried:
    asked, road = meant.asked, desk.road
    if lane == NO_LANE:
        on_road = asked.origin in road.places and asked.destination in road.places
        words = WORDS[language]["no lane"].format(origin=asked.origin, destination=asked.destination)
        return _Carried(None, asked.postage_minor, (words,) if on_road else ())
    postage = asked.postage_minor
    if postage is None:
        postage = desk.exchanged(price, road.currency, asked.currency, meant.ordered_at)
    numbers = np.array([meant.ordered_at]), np.array([lane]), np.array([end])
    usual, slow = door_after(desk.unknown, *numbers)[0].tolist()
    by = date(1970, 1, 1) + timedelta(days=promised_day(meant.ordered_at, slow))
    days = round(usual / DAY, 1), round(slow / DAY, 1)
    delivery = Delivery(road.lanes[lane].id, postage, asked.currency, *days, by, by, LEVEL)
    return _Carried(
        delivery, postage, () if postage is not None else (WORDS[language]["no rate"].format(currency=asked.currency),)
    )


def _found(desk: QuoteDesk, meant: Sequence[Meant], carried: Sequence[_Carried], language: str) -> list[Quote]:
    """What customs says, one call for all; ids are places in the request, with as many digits each."""
    if not meant:
        return []
    ids = [f"{at:06d}" for at in range(len(meant))]
    rows: list[Mapping[str, Any]] = [
        {
            "parcel_id": name,
            "line": number,
            "hs": line.hs,
            "quantity": line.quantity,
            "value_minor": line.value_minor,
            "weight_grams": line.weight_grams,
            "currency": one.asked.currency,
            "origin": one.start,
            "destination": one.end,
            "accepted_on": one.accepted_on,
            "subject": one.asked.subject,
            "postage_minor": by.postage or 0,
            "seller_registered": one.asked.seller_registered,
            "consignee_id": one.asked.consignee_id,
        }
        for name, one, by in zip(ids, meant, carried, strict=True)
        for number, line in enumerate(one.asked.lines, 1)
    ]
    latest = {name: one.last for name, one in zip(ids, meant, strict=True) if one.last}
    return customs_quotes(rows, desk.law, language, latest)


def _answer(desk: QuoteDesk, meant: Meant, carried: _Carried, found: Quote) -> QuoteAnswer | BadQuote:
    asked, parcel = meant.asked, found.parcel
    if parcel["verdict"] == BAD_INPUT:
        return _blamed(asked, found.reasons[0])
    goods = sum(line.value_minor for line in asked.lines)
    total = parcel["total_minor"]
    sums = {name: None if total is None else _summed(found.charges, kinds) for name, kinds in KINDS.items()}
    landed = None
    if total is not None and parcel["verdict"] in WITH_TOTAL and carried.postage is not None:
        customs = desk.exchanged(total, parcel["currency"], asked.currency, meant.declared_at)
        landed = None if customs is None else goods + carried.postage + customs
    return QuoteAnswer(
        id=asked.id,
        price=Price(goods, asked.currency),
        delivery=carried.delivery,
        **sums,
        total_minor=total,
        currency=parcel["currency"],
        landed_total_minor=landed,
        landed_currency=asked.currency,
        verdict=parcel["verdict"],
        charges=found.charges,
        reasons=found.reasons,
        warnings=(*found.warnings, *carried.warnings),
        inputs_hash=parcel["inputs_hash"],
        law_hash=parcel["law_hash"],
    )


def _summed(charges: Sequence[Mapping[str, Any]], kinds: tuple[str, ...]) -> int:
    return sum(row["amount_minor"] for row in charges if row["counted"] and row["kind"] in kinds)


def _blamed(asked: AskedQuote, reason: str) -> BadQuote:
    """The fault that customs found, with the place in the quote that it speaks of."""
    told = OF_CUSTOMS.fullmatch(reason)
    if not told:
        return BadQuote(asked.id, "/lines", reason)
    line, column, detail = told.groups()
    return BadQuote(asked.id, f"/lines/{int(line) - 1}/{column}" if column in OF_LINE else f"/{column}", detail)
