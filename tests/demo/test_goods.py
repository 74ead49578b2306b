"""Goods of the demo: the same for a seed, understood in every line, and spread as they say."""

from datetime import date
from functools import cache

import polars as pl

from tearoad.boot.law import applied_law
from tearoad.boot.road import SEED
from tearoad.customs.answer import parcels_frame
from tearoad.customs.assess import assess
from tearoad.customs.frame import OPTIONAL, REQUIRED, read
from tearoad.demo.catalogue import products
from tearoad.demo.goods import CURRENCIES, NAMED, PLACES, REGISTERED, goods
from tearoad.demo.orders import FIRST, LAST

COUNT = 20_000


@cache
def drawn() -> pl.DataFrame:
    return goods(products(SEED), COUNT, SEED)


def test_the_same_for_a_seed_and_no_other() -> None:
    assert goods(products(SEED), COUNT, SEED).equals(drawn())
    assert not goods(products(SEED), COUNT, SEED + 1).equals(drawn())
    assert goods(products(SEED), 1, SEED).height == 1


def test_every_column_that_the_law_knows_and_every_line_of_a_parcel_once() -> None:
    table = drawn()
    assert table.height == COUNT
    assert {*REQUIRED, "line", *OPTIONAL} - {"subject"} <= set(table.columns)
    assert table.null_count().row(0) == (0,) * table.width
    lines = table.group_by("parcel_id").agg(pl.col("line").sort(), pl.len())
    assert all(row == list(range(1, count + 1)) for _, row, count in lines.iter_rows())
    alike = table.group_by("parcel_id").agg(
        pl.col("currency", "origin", "destination", "consignee_id", "accepted_on", "postage_minor").n_unique()
    )
    assert alike.drop("parcel_id").max().row(0) == (1,) * 6


def test_shares_are_those_that_are_assumed() -> None:
    parcels = drawn().unique("parcel_id")
    for column, shares in (("destination", PLACES), ("currency", CURRENCIES)):
        found = dict(parcels[column].value_counts(normalize=True).iter_rows())
        assert set(found) == set(shares)
        assert all(abs(found[word] - share) < 0.02 for word, share in shares.items())
    assert abs(parcels["seller_registered"].mean() - REGISTERED) < 0.02  # type: ignore[operator]
    assert abs((parcels["consignee_id"] != "").mean() - NAMED) < 0.02  # type: ignore[operator]
    assert parcels["accepted_on"].is_between(FIRST, LAST).all()
    assert parcels["accepted_on"].n_unique() == (LAST - FIRST).days + 1


def test_values_are_prices_in_their_currency() -> None:
    """A rouble is about a cent: values in roubles are some ninety times those in euros."""
    means = dict(drawn().group_by("currency").agg(pl.col("value_minor").mean()).iter_rows())
    assert 60 < means["RUB"] / means["EUR"] < 130
    assert drawn()["value_minor"].min() >= 1  # type: ignore[operator]


def test_the_law_understands_them_all_and_answers_most() -> None:
    law = applied_law(date(2026, 11, 24))
    whole = read(drawn(), law.snapshot.territories)
    found, _ = assess(whole.goods, law, {})
    verdicts = dict(parcels_frame(whole, law, found)["verdict"].value_counts().iter_rows())
    assert "bad_input" not in verdicts
    assert sum(verdicts.values()) == drawn()["parcel_id"].n_unique()
    assert verdicts.get("ok", 0) + verdicts.get("ok_with_doubt", 0) > 0.5 * sum(verdicts.values())
