"""Answers to senders: every declared parcel has one, in each kind of message, and each is what its own checks allow."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from tearoad.boot.declarations import Answering, Beside, clear_file, lists
from tearoad.boot.edifact import checked_file
from tearoad.boot.law import applied_law
from tearoad.boot.road import SEED
from tearoad.boot.wco_files import check_wco, files_of
from tearoad.customs.checks.book import CHECKS
from tearoad.customs.clearing import sentence
from tearoad.demo.catalogue import products
from tearoad.demo.declarations import declarations
from tearoad.terms.refusal import BadInput
from tearoad.wire.upu.document import read_message
from tearoad.wire.upu.values import Cusrsp

DAY = date(2026, 11, 11)
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


def test_what_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match=r"Not a directory|File exists"):
        answered(tmp_path, "file/answers.json")
    nobody = TABLE.with_columns(s10=pl.lit(""))
    with pytest.raises(BadInput, match="answers for 0 parcels with a number"):
        answered(tmp_path, "answers.json", table=nobody)
