"""The law cases, which an expert may write: goods, and what is due, in YAML files beside this one."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import yaml

from tearoad.customs.answer import charges_frame, parcels_frame
from tearoad.customs.applied import AppliedLaw
from tearoad.customs.assess import assess
from tearoad.customs.frame import read
from tearoad.customs.lawbook import Lawbook, Snapshot
from tearoad.customs.rates import Rates, Series
from tearoad.customs.rule import BOOK_BEGINS, BOOK_ENDS
from tearoad.customs.tariff import Tariff, TariffRow
from tearoad.terms.days import day_number
from tearoad.terms.money import EXPONENTS
from tearoad.wire.hs import read_nomenclature
from tearoad.wire.law import read_law

CASES = Path(__file__).parent / "cases"
TODAY = date(2026, 11, 24)
COLUMNS = {
    "id": "parcel_id",
    "from": "origin",
    "to": "destination",
    "on": "accepted_on",
    "consignee": "consignee_id",
    "registered": "seller_registered",
    "subject": "subject",
    "currency": "currency",
}


def cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield pytest.param(case, id=f"{path.stem}: {case['name']}")


@cache
def book() -> Lawbook:
    return read_law()


@cache
def known(day: date) -> Snapshot:
    return book().known(day)


def applied(case: dict[str, Any]) -> AppliedLaw:
    grouped: dict[tuple[str, str, str], dict[int, Decimal]] = {}
    for row in case.get("rates", ()):
        rates = grouped.setdefault((row["bank"], row["currency"], row["base"]), {})
        rates[day_number(row["day"])] = Decimal(str(row["rate"]))
    series = [
        Series(bank, currency, base, np.array(sorted(rates), dtype=np.int64),
               np.full(len(rates), 10**6, dtype=np.int64),
               np.array([int(rates[day] * 10**6) for day in sorted(rates)], dtype=np.int64), "the case")
        for (bank, currency, base), rates in grouped.items()
    ]  # fmt: skip
    places = {parcel["to"] for parcel in case["parcels"]}
    rows = [
        TariffRow(place, row["hs"], BOOK_BEGINS, BOOK_ENDS, row["ad_valorem"], row.get("specific_minor_per_kg", 0),
                  row.get("excise", 0), "the case")
        for row in case.get("tariff", ()) for place in places
    ]  # fmt: skip
    return AppliedLaw(known(case.get("known", TODAY)), Rates(tuple(series)), Tariff(tuple(rows)), read_nomenclature())


def minor(amount: object, currency: str) -> object:
    """Minor units of an amount in major ones; what is no amount stays for the reader to refuse."""
    try:
        return int(Decimal(str(amount)).scaleb(EXPONENTS.get(currency, 2)))
    except ArithmeticError:
        return amount


def frame(case: dict[str, Any]) -> pl.DataFrame:
    rows = []
    for parcel in case["parcels"]:
        whole = {COLUMNS[key]: parcel[key] for key in COLUMNS.keys() & parcel.keys()}
        whole |= {
            "accepted_on": str(parcel["on"]),
            "postage_minor": minor(parcel.get("postage", 0), parcel["currency"]),
        }
        rows += [
            {
                **whole,
                "line": number,
                "hs": line.get("hs", ""),
                "quantity": line["quantity"],
                "value_minor": minor(line["value"], parcel["currency"]),
                "weight_grams": int(Decimal(str(line["kg"])) * 1000),
            }
            for number, line in enumerate(parcel["lines"], 1)
        ]
    return pl.DataFrame([{key: str(value) for key, value in row.items()} for row in rows], infer_schema_length=None)


def by_kind(charges: pl.DataFrame, *, counted: bool) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in charges.filter(pl.col("counted") == counted).iter_rows(named=True):
        if row["law_amount_minor"] is not None:
            amount = Decimal(row["law_amount_minor"]).scaleb(-EXPONENTS[row["law_currency"]])
            found[row["kind"]] = found.get(row["kind"], Decimal(0)) + amount
    return found


@pytest.mark.parametrize("case", list(cases()))
def test_case(case: dict[str, Any]) -> None:
    law = applied(case)
    goods = read(frame(case), law.snapshot.territories)
    found, _ = assess(goods.goods, law, {})
    asked, _ = assess(goods.goods, law, {}, everything=True)
    charges, parcels = charges_frame(goods, law, found), parcels_frame(goods, law, found)
    everything = charges_frame(goods, law, asked)
    assert parcels.equals(parcels_frame(goods, law, asked)), "asking everything changes nothing"
    for parcel, expected in zip(case["parcels"], case["expect"], strict=True):
        of_parcel = pl.col("parcel_id") == str(parcel["id"])
        told = parcels.filter(of_parcel).row(0, named=True)
        own = charges.filter(of_parcel)
        assert told["verdict"] == expected["verdict"], told["reason"]
        for key, counted in (("charges", True), ("not_counted", False)):
            if key in expected:
                wanted = {kind: Decimal(str(amount)) for kind, amount in expected[key].items()}
                assert by_kind(own, counted=counted) == wanted, key
        if "total" in expected:
            wanted = None if expected["total"] is None else minor(expected["total"], told["currency"])
            assert told["total_minor"] == wanted
        if "rule" in expected:
            assert (
                expected["rule"] in everything.filter(of_parcel)["rule"].to_list() or expected["rule"] in told["reason"]
            )


def test_there_are_enough_and_each_has_its_source() -> None:
    whole = list(cases())
    assert len(whole) >= 150
    assert all(case.values[0]["source"] for case in whole)
    assert len({case.id for case in whole}) == len(whole)
