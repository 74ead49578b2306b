"""Answers to senders: every declared parcel has one, in each kind of message, and each is what its own checks allow."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from tearoad.boot.answers import Answering
from tearoad.boot.declarations import Beside, clear_file, lists
from tearoad.boot.edifact import checked_file
from tearoad.boot.law import applied_law
from tearoad.boot.road import SEED
from tearoad.boot.wco_files import check_wco, files_of
from tearoad.customs.checks.book import CHECKS
from tearoad.customs.clearing import sentence
from tearoad.demo.catalogue import products
from tearoad.demo.declarations import declarations
from tearoad.terms.refusal import BadInput
from tearoad.wire.edifact.read import Limits
from tearoad.wire.upu.document import read_message
from tearoad.wire.upu.text import read_text
from tearoad.wire.upu.values import Cusrsp

DAY = date(2026, 11, 11)
GOOD_NUMBER = "HA000000014CN"
AT = datetime(2026, 11, 11, 8, 30, tzinfo=UTC)
TABLE = declarations(products(SEED), 600, SEED, DAY)


def answered(folder: Path, name: str, language: str = "en", table: pl.DataFrame = TABLE) -> tuple[pl.DataFrame, Path]:
    items, path = folder / "items.parquet", folder / name
    table.write_parquet(items)
    beside = Beside(answering=Answering(path, AT))
    law = applied_law(DAY)
    return clear_file(
        items, folder / "d.csv", law, day=DAY, whole_day=False, language=language, beside=beside
    ), path  # fmt: skip


def test_the_post_is_told_of_every_item_with_a_number(tmp_path: Path) -> None:
    found, path = answered(tmp_path, "answers.json")
    message = read_message(path.read_bytes())
    assert isinstance(message, Cusrsp)
    told = {one.s10: one for one in message.responses}
    numbers = found.filter(~pl.col("reasons").fill_null("").str.contains(r"N0[123]"))
    assert told.keys() == set(numbers["s10"])
    assert len(told) < found.height, "the demo has numbers that are none"
    for row in numbers.iter_rows(named=True):
        one = told[row["s10"]]
        assert (one.decision == "release") == (row["verdict"] == "released")
        assert bool(one.reason) == (row["verdict"] != "released")


def test_a_sentence_is_in_the_language_that_was_asked_for(tmp_path: Path) -> None:
    _, path = answered(tmp_path, "answers.json", "ru")
    no_code = next(one for one in CHECKS if one.code == "H01")
    assert sentence(lists(), no_code, "ru") in path.read_text("utf-8")


def test_an_interchange_has_a_message_for_each_parcel(tmp_path: Path) -> None:
    found, path = answered(tmp_path, "answers.edi")
    stream = checked_file(path)
    whole = [(one.ok, one.message) for one in stream]
    assert stream.tally.ok
    assert all(ok for ok, _ in whole)
    documents = [one.segments[1].get(2) for _, one in whole]
    assert documents == found["parcel_id"].to_list()
    rejected = {one.segments[1].get(2) for _, one in whole if one.segments[1].get(1) == "963"}
    assert rejected == set(found.filter(verdict="rejected")["parcel_id"])
    codes = sum(segment.tag == "ERC" for _, one in whole for segment in one.segments)
    assert codes == found["reasons"].drop_nulls().str.split(" ").list.len().sum()


def test_a_folder_has_a_response_for_each_parcel(tmp_path: Path) -> None:
    found, path = answered(tmp_path, "answers")
    checked = check_wco(files_of(path), lambda _: None)
    assert checked.messages("notification") == (found.height, found.height)
    functions = pl.Series([report.messages[0].function for report in checked.reports]).value_counts()
    verdicts = dict(found["verdict"].value_counts().iter_rows())
    assert dict(functions.iter_rows()) == {
        "01": verdicts["selected"], "03": verdicts["rejected"], "09": verdicts["released"]
    }  # fmt: skip


def test_the_post_has_the_same_as_text(tmp_path: Path) -> None:
    _, json = answered(tmp_path, "answers.json")
    _, text = answered(tmp_path, "answers.upu")
    assert read_text(text.read_bytes()) == [read_message(json.read_bytes())]


def test_what_is_owed_is_the_total_of_the_declaration(tmp_path: Path) -> None:
    found, path = answered(tmp_path, "answers.edi")
    owed = {row["parcel_id"]: row["total_minor"] for row in found.iter_rows(named=True) if row["total_minor"]}
    told = {}
    for message, _ in checked_file(path):
        of_taxes = [one for one in message.segments if one.tag in ("TAX", "MOA")]
        if of_taxes:
            tax, amount = of_taxes
            assert tax.elements == ((("4",),),), "5283: all duties, taxes and fees of the declaration"
            assert (amount.get(1), amount.get(1, 3)) == ("161", "RUB")
            told[message.segments[1].get(2)] = round(100 * float(amount.get(1, 2)))
    assert owed
    assert told == owed


@pytest.mark.parametrize(("name", "most"), [("answers", 35), ("answers.edi", 70)])
def test_a_parcel_that_no_message_can_name_is_told_of(tmp_path: Path, name: str, most: int) -> None:
    ids = TABLE["parcel_id"].unique(maintain_order=True)[:4]
    table = TABLE.filter(pl.col("parcel_id").is_in(ids.implode()))
    odd = ["P" * most, "P" * (most + 1), "P\x07", "P"]
    found, path = answered(tmp_path, name, table=table.with_columns(pl.col("parcel_id").replace(ids, odd)))
    told = dict(found.select("parcel_id", "answered").iter_rows())
    assert [told[one] for one in odd] == [True, False, False, True]
    if path.is_dir():
        assert check_wco(files_of(path), lambda _: None).messages("notification") == (2, 2)
    else:
        assert {message.segments[1].get(2) for message, faults in checked_file(path) if not faults} == {odd[0], "P"}


def test_who_has_no_number_of_its_own_has_no_answer_of_the_post(tmp_path: Path) -> None:
    found, path = answered(tmp_path, "answers.json", table=TABLE.with_columns(s10=pl.lit(GOOD_NUMBER)))
    assert found["answered"].sum() == 1
    message = read_message(path.read_bytes())
    assert isinstance(message, Cusrsp)
    assert [one.s10 for one in message.responses] == [GOOD_NUMBER]


def test_who_came_undeclared_has_no_answer(tmp_path: Path) -> None:
    items, arrived = tmp_path / "items.parquet", tmp_path / "arrived.csv"
    TABLE.write_parquet(items)
    arrived.write_text("s10\nHZ999999990CN\n")
    beside = Beside(arrived=arrived, answering=Answering(tmp_path / "answers", AT))
    law = applied_law(DAY)
    found = clear_file(items, tmp_path / "d.csv", law, day=DAY, whole_day=False, language="en", beside=beside)
    assert found.filter(~pl.col("answered"))["s10"].to_list() == ["HZ999999990CN"]


def test_where_what_cannot_be_written_nothing_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "answer-000700.xml").touch()
    for name, says in {
        "file/answers.json": "Not a directory|File exists", "file": "Not a directory",
        "full": "expected a folder that is empty", "out.xml": r"out\.xml: expected a name that ends in .json",
    }.items():  # fmt: skip
        with pytest.raises(BadInput, match=says):
            answered(tmp_path, name)
    nobody = TABLE.with_columns(s10=pl.lit(""))
    with pytest.raises(BadInput, match="answers for 0 parcels with a number"):
        answered(tmp_path, "answers.json", table=nobody)
    monkeypatch.setattr("tearoad.wire.upu.answers.MOST_ITEMS", 100)
    with pytest.raises(BadInput, match="expected 1 to 100 in a message"):
        answered(tmp_path, "answers.json")
    monkeypatch.setattr("tearoad.wire.edifact.answers.LIMITS", Limits(messages=100))
    with pytest.raises(BadInput, match="expected at most 100 in an interchange"):
        answered(tmp_path, "answers.edi")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "full", "items.parquet"]


def test_decisions_that_cannot_be_written_leave_no_answers(tmp_path: Path) -> None:
    (tmp_path / "d.csv").mkdir()
    with pytest.raises(BadInput, match=r"d\.csv: "):
        answered(tmp_path, "answers")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d.csv", "items.parquet"]
