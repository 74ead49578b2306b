"""Every check has a declaration that fails it, and nothing else of a good declaration changes."""

import re
from datetime import date
from typing import Any

import polars as pl
import pytest

from tearoad.boot.declarations import lists
from tearoad.boot.law import applied_law
from tearoad.customs.checks.book import CHECKS
from tearoad.customs.checks.declared import OPTIONAL, declared
from tearoad.customs.clearing import LANGUAGES, decisions, sentence
from tearoad.kernel.s10 import numbers

TODAY = date(2026, 11, 24)
LAW = applied_law(TODAY)
GOOD: dict[str, Any] = {
    "parcel_id": "P1", "line": 1, "hs": "610910", "description": "T-shirt of cotton, blue", "quantity": 2,
    "value_minor": 2_000, "currency": "EUR", "weight_grams": 400, "origin": "CN", "destination": "RU",
    "accepted_on": date(2026, 11, 11), "subject": "", "postage_minor": 300, "seller_registered": False,
    "consignee_id": "c1", "licence": "", "gross_grams": 500, "category": "sale", "s10": "HA000000005CN",
    "sender_name": "Yiwu Willow Home", "sender_country": "CN", "recipient_name": "Anna Orlik",
    "recipient_postcode": "420000", "recipient_identity": "500100732259", "order_id": "W1", "invoice": "",
}  # fmt: skip
GOOD["s10"] = numbers("HA", pl.Series([1]).to_numpy(), "CN")[0]
ANOTHER = numbers("HA", pl.Series([2]).to_numpy(), "CN")[0]
SECOND = GOOD | {"parcel_id": "P2", "s10": ANOTHER}
HEAVY = GOOD | {"gross_grams": 2_000}
TINY = {"weight_grams": 1, "gross_grams": 50, "value_minor": 1}
GIFT = {"category": "gift", "order_id": ""}


def wide(digits: str) -> str:
    """In the full-width digits of East Asia."""
    return digits.translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})


def alike(at: int) -> dict[str, Any]:
    """Another parcel of somebody else, with the same number of who gets it."""
    number = numbers("HA", pl.Series([at]).to_numpy(), "CN")[0]
    return GOOD | {"parcel_id": f"P{at}", "consignee_id": f"c{at}", "s10": number}


def lines(count: int) -> list[dict[str, Any]]:
    """Of one parcel."""
    return [GOOD | {"gross_grams": 12_000, "line": at} for at in range(1, count + 1)]


# What is changed of the good declaration, as one row or as the rows of a file, and all that fails then.
CASES: dict[str, list[tuple[dict[str, Any] | list[dict[str, Any]], str]]] = {
    "C01": [({"description": ""}, "C01(1)"), ({"description": "  "}, "C01(1)"), ({"description": None}, "C01(1)")],
    "C02": [({"description": text}, "C02(1)") for text in ("gift", "Black, XL", "подарок, красный", "礼品", "5 pcs")],
    "C03": [({"description": "12-345"}, "C03(1)"), ({"description": "..."}, "C03(1)")],
    "C04": [({"description": "ab"}, "C04(1)")],
    "C05": [({"description": "teapot " * 40}, "C05(1)")],
    "C06": [({"description": "teapot \ufffd"}, "C06(1)"), ({"description": "Ñ‡Ð°Ð¹Ð½Ð¸Ðº"}, "C06(1)")],
    "C07": [({"description": "teapot, https://example.org/1"}, "C07(1)")],
    "C08": [({"description": text}, "C08(1)") for text in ("lithium battery", "Аккумулятор", "充电宝")],
    "H01": [({"hs": ""}, "H01(1)"), ({"hs": None}, "H01(1)"), ({"hs": "²²²²²²"}, "H01(1) H02(1) X01")],
    "H02": [({"hs": "123456"}, "H02(1)")],
    "H03": [({"hs": "030290"}, "H03(1)")],
    "H04": [({"hs": "880693", "accepted_on": date(2021, 12, 31)}, "H04(1) T02")],
    "H05": [({"hs": "999999"}, "H05(1)")],
    "H06": [({"hs": "240220"}, "H06(1) L02"), ({"hs": "930200"}, "H06(1)")],
    "H07": [({"hs": "120991"}, "H07(1)"), ({"hs": "120991", "licence": "F-1"}, "")],
    "W01": [({"gross_grams": None}, "W01")],
    "W02": [({"gross_grams": "heavy"}, "W02"), ({"gross_grams": "-5"}, "W02"), ({"gross_grams": "0"}, "W02")],
    "W03": [({"gross_grams": 399}, "W03"), ({"gross_grams": 400}, "")],
    "W04": [({"gross_grams": 4_001}, "W04"), ({"gross_grams": 4_000}, "")],
    "W05": [({"gross_grams": 31_501, "weight_grams": 31_000, "value_minor": 20_000}, "W05")],
    "W06": [(TINY | {"quantity": 11}, "W06(1)"), (TINY | {"quantity": 10}, "")],
    "V01": [({"value_minor": 0}, "V01(1)")],
    "V02": [({"value_minor": 1}, "V02(1)")],
    "V03": [({"hs": "610910", "value_minor": 400_000}, "V03(1)")],
    "T01": [({"accepted_on": date(2026, 11, 25)}, "T01"), ({"accepted_on": TODAY}, "")],
    "T02": [({"accepted_on": date(2026, 5, 27)}, "T02"), ({"accepted_on": date(2026, 5, 28)}, "")],
    "K01": [({"category": ""}, "K01"), ({"category": "trade"}, "K01"), ({"category": "SALE"}, "")],
    "K02": [({"category": "gift"}, "K02"), (GIFT | {"invoice": "7"}, "K02"),
            (GIFT | {"seller_registered": True}, "K02"), (GIFT, "")],
    "K03": [(GIFT | {"quantity": 11}, "K03"), (GIFT | {"quantity": 10}, "")],
    "K04": [({"category": "documents"}, "K04"), ({"category": "documents", "hs": "490199", "value_minor": 0}, "")],
    "K05": [({"category": "sample", "quantity": 4}, "K05"), ({"category": "sample", "quantity": 3}, "")],
    "K06": [({"category": "return", "order_id": ""}, "K06")],
    "K07": [({"order_id": ""}, "K07"), ({"order_id": "", "invoice": "7"}, "")],
    "K08": [({"subject": "gift"}, "K08"), (GIFT | {"subject": "ecommerce"}, "K08"), (GIFT | {"subject": "gift"}, "")],
    "P01": [({"recipient_name": ""}, "P01")],
    "P02": [({"recipient_name": "1"}, "P02"), ({"recipient_name": "Anna 7"}, "P02")],
    "P03": [({"recipient_name": "Anna"}, "P03"), ({"recipient_name": "王小明"}, ""),
            ({"recipient_name": "А. Орлик"}, "")],
    "P04": [({"sender_name": ""}, "P04")],
    "P05": [({"sender_country": "ZZ"}, "N06 P05"), ({"sender_country": "china"}, "N06 P05")],
    "P06": [({"sender_country": "RU", "s10": numbers("CA", pl.Series([7]).to_numpy(), "RU")[0]}, "P06")],
    "P07": [({"recipient_postcode": ""}, "P07"), ({"recipient_postcode": "42000"}, "P07"),
            ({"recipient_postcode": wide("420000")}, "P07")],
    "I01": [({"recipient_identity": ""}, "I01")],
    "I02": [({"recipient_identity": "12345"}, "I02"), ({"recipient_identity": "4509 123456"}, ""),
            ({"recipient_identity": wide("500100732259")}, "I02")],
    "I03": [({"recipient_identity": "500100732250"}, "I03"), ({"recipient_identity": "500100732249"}, "I03")],
    "I04": [({"recipient_identity": "1111111111"}, "I04")],
    "I05": [([alike(at) for at in range(21)], "I05"), ([alike(at) for at in range(20)], "")],
    "N01": [({"s10": ""}, "N01")],
    "N02": [({"s10": "HA00000001"}, "N02"), ({"s10": "ha000000014CN"}, "N02"),
            ({"s10": "HA" + wide("000000014") + "CN"}, "N02")],
    "N03": [({"s10": GOOD["s10"][:10] + str((int(GOOD["s10"][10]) + 1) % 10) + "CN"}, "N03")],
    "N04": [({"s10": numbers("JA", pl.Series([1]).to_numpy(), "CN")[0]}, "N04"),
            ({"s10": numbers("SA", pl.Series([1]).to_numpy(), "CN")[0]}, "N04"),
            ({"s10": numbers("XA", pl.Series([1]).to_numpy(), "CN")[0]}, "")],  # that it is not assigned is unverified
    "N05": [({"s10": numbers("DA", pl.Series([1]).to_numpy(), "CN")[0]}, "N05")],
    "N06": [({"s10": numbers("HA", pl.Series([1]).to_numpy(), "TR")[0]}, "N06")],
    "N07": [([GOOD, GOOD | {"parcel_id": "P2", "consignee_id": "c2"}], "N07")],
    "X01": [({"value_minor": "two"}, "X01"), ({"currency": "XXX"}, "X01"), ({"weight_grams": -1}, "X01"),
            ({"line": "one"}, "X01"), ([HEAVY | {"line": "one"}, HEAVY | {"line": "two"}], "X01")],
    "X02": [([HEAVY, HEAVY], "X02"), ([HEAVY, HEAVY | {"currency": "XXX"}], "X01 X02")],
    "X03": [([HEAVY, HEAVY | {"line": 2, "recipient_name": "Ivan Orlik"}], "X03"),
            ([HEAVY, HEAVY | {"line": 2, "gross_grams": 999}], "X03"),
            ([HEAVY, HEAVY | {"line": 2, "recipient_name": GOOD["recipient_name"] + " "}], "")],
    "X04": [(lines(21), "X04"), (lines(20), "")],
    "X05": [([GOOD, SECOND], "X05")],
    "X06": [({"fault": "no such segment"}, "X06")],
    "L01": [({"destination": "CN", "sender_country": "RU", "s10": numbers("CA", pl.Series([7]).to_numpy(), "RU")[0],
              "origin": "RU", "subject": "post", "value_minor": 900_000, "weight_grams": 3_000, "gross_grams": 3_500,
              "currency": "CNY"}, "L01")],
    "L02": [({"destination": "US", "recipient_postcode": ""}, "L02")],
    "L03": [({"destination": "KZ", "currency": "JPY"}, "L03")],
}  # fmt: skip


CASES_OF = [(change, fails) for cases in CASES.values() for change, fails in cases]


def told(rows: list[dict[str, Any]], language: str = "en") -> pl.DataFrame:
    frame = pl.DataFrame({name: pl.Series([row[name] for row in rows], strict=False) for name in rows[0]})
    return decisions(declared(frame, LAW, lists(), TODAY), language)


def reasons(rows: list[dict[str, Any]]) -> str:
    codes = told(rows)["reasons"].drop_nulls().to_list()
    return " ".join(sorted(set(" ".join(codes).split())))


def test_a_good_declaration_fails_nothing() -> None:
    found = told([GOOD])
    assert found["verdict"].to_list() == ["released"]
    assert found["channel"].to_list() == ["green"]
    assert found["reasons"].to_list() == found["words"].to_list() == [None]


@pytest.mark.parametrize(("change", "fails"), CASES_OF, ids=lambda one: one if isinstance(one, str) else "")
def test_what_is_wrong_fails_its_check_and_no_other(change: Any, fails: str) -> None:
    assert reasons(change if isinstance(change, list) else [GOOD | change]) == fails


def test_every_check_has_a_case_that_fails_it() -> None:
    assert {one.code for one in CHECKS} == set(CASES)
    for code, cases in CASES.items():
        assert any(re.search(rf"\b{code}\b", fails) for _, fails in cases), code


def test_the_book() -> None:
    codes = [one.code for one in CHECKS]
    assert len(codes) == len(set(codes)) >= 40
    for one in CHECKS:
        assert re.fullmatch(r"[A-Z][0-9]{2}", one.code)
        assert one.sentence.endswith(".")
        assert "\n" not in one.sentence
        assert one.source
    messages = lists().messages
    assert messages.keys() | {"en"} == set(LANGUAGES)
    for said in messages.values():
        assert said.keys() == set(codes)


def test_what_is_rejected_says_every_reason_at_once() -> None:
    bad = GOOD | {"description": "gift", "hs": "123456", "recipient_name": "", "gross_grams": 10}
    (row,) = told([bad]).iter_rows(named=True)
    assert row["verdict"] == "rejected"
    assert row["channel"] == ""
    assert row["total_minor"] is None
    assert row["reasons"].split() == ["C02(1)", "H02(1)", "W03", "P01"]


def test_lines_are_named_by_their_numbers() -> None:
    rows = [GOOD | {"line": 3, "description": "gift"}, GOOD | {"line": 9, "description": "item"}]
    (row,) = told([one | {"gross_grams": 2_000} for one in rows]).iter_rows(named=True)
    assert row["reasons"] == "C02(3,9)"
    assert row["words"] == "Not met: C02 (line 3,9): " + sentence_of("C02", "en")


@pytest.mark.parametrize(("language", "start"), [("en", "Not met: "), ("ru", "Не выполнено: "), ("zh", "不符:")])
def test_words_in_each_language(language: str, start: str) -> None:
    (words,) = told([GOOD | {"recipient_name": ""}], language)["words"].to_list()
    assert words == f"{start}P01: {sentence_of('P01', language)}"


@pytest.mark.parametrize(
    ("change", "channel"),
    [({"order_id": ""}, "documents"), ({"description": "lithium battery"}, "scan"),
     ({"order_id": "", "description": "lithium battery"}, "scan"), ({}, "green")],
)  # fmt: skip
def test_the_gravest_of_what_fails_decides(change: dict[str, Any], channel: str) -> None:
    assert told([GOOD | change])["channel"].to_list() == [channel]


def test_columns_that_are_missing_are_empty() -> None:
    bare = {name: value for name, value in GOOD.items() if name not in OPTIONAL}
    assert reasons([bare]) == reasons([GOOD | dict.fromkeys(OPTIONAL, "")])
    assert "C01(1)" in reasons([bare])


@pytest.mark.parametrize("kind", [pl.Int32, pl.UInt64, pl.Float64, pl.Decimal(12, 2), pl.String])
def test_a_weight_is_a_whole_number_in_whatever_column(kind: Any) -> None:
    frame = pl.DataFrame([GOOD, SECOND | {"hs": "690912"}]).with_columns(pl.col("gross_grams").cast(kind))
    assert decisions(declared(frame, LAW, lists(), TODAY), "en")["reasons"].to_list() == [None, None]


@pytest.mark.parametrize("kind", [pl.Float64, pl.Decimal(12, 2)])
def test_a_weight_with_a_fraction_is_none(kind: Any) -> None:
    frame = pl.DataFrame([GOOD | {"gross_grams": 500.5}]).with_columns(pl.col("gross_grams").cast(kind))
    assert decisions(declared(frame, LAW, lists(), TODAY), "en")["reasons"].to_list() == ["W02"]


def test_no_declarations_no_decisions() -> None:
    frame = pl.DataFrame([GOOD]).head(0)
    assert decisions(declared(frame, LAW, lists(), TODAY), "en").height == 0


def sentence_of(code: str, language: str) -> str:
    return sentence(lists(), next(one for one in CHECKS if one.code == code), language)
