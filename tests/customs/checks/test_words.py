"""Which descriptions say nothing, by small examples and by the terms that British customs collected."""

import csv
import json
from pathlib import Path

import polars as pl
import pytest

from tearoad.boot.declarations import lists

HS = Path(__file__).parents[4] / "shared" / "data" / "hs"
WORDS = lists().vocabulary


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Gift",
        "2 pcs, black XL",
        "подарки",
        "礼品",
        "SKU 12-345/b",
        "www.example.org",
        "a b c",
        "BN-00011-166W50H-banner_vy",
        "AB1234",
        "5件",
        "500毫升",
        "100мл",
    ],
)
def test_says_nothing(text: str) -> None:
    assert WORDS.vague(pl.Series([text])).to_list() == [True]


@pytest.mark.parametrize(
    "text",
    [
        "teapot",
        "black teapot, 2 pcs",
        "чайник",
        "手机壳",
        "iPhone 13 case",
        "T-shirt",
        "gift: socks",
        "2件T恤衫",
        "13寸笔记本电脑",
        "3D-принтер",
        "MP3-player",
        "socks-3pcs",
        "iPhone13手机壳",
    ],
)
def test_says_what_it_is(text: str) -> None:
    assert WORDS.vague(pl.Series([text])).to_list() == [False]


@pytest.mark.parametrize(
    "text",
    [
        "Power bank",
        "power-bank",
        "lithium",
        "АККУМУЛЯТОР",
        "手机电池",
        "(batteries)",
        "gas bottle",
        "Butane",
        "газ",
        "газовый баллон",
        "液化气",
        "acid",
        "оружие",
    ],
)
def test_speaks_of_danger(text: str) -> None:
    assert WORDS.dangerous(pl.Series([text])).to_list() == [True]


@pytest.mark.parametrize("text", ["placid lake", "teapot", "кис-кис", "电视", "gasket", "газета", "power cable"])
def test_does_not(text: str) -> None:
    assert WORDS.dangerous(pl.Series([text])).to_list() == [False]


@pytest.mark.skipif(not HS.exists(), reason="the terms of British customs are not here: ../shared/data/hs")
def test_against_the_terms_of_british_customs() -> None:
    """The list of vague ones is dirty: brands and numbers of articles, which no list of words can know."""
    with (HS / "vague_terms.csv").open(encoding="utf-8") as file:
        vague = pl.Series([row[0] for row in csv.reader(file) if row])
    good = pl.Series(list(json.loads((HS / "search_references.json").read_text("utf-8"))))
    assert WORDS.vague(vague).mean() > 0.17
    assert WORDS.vague(good).mean() < 0.004
