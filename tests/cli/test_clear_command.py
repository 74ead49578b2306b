"""`clear`: decisions in a file, counts on the terminal, bad input in one line."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tearoad.customs.checks.book import CHECKS
from tearoad.wire.upu.document import read_message
from tearoad.wire.upu.text import write_text
from tearoad.wire.upu.values import Predes


@pytest.fixture
def items(tmp_path: Path, tearoad: Any) -> Path:
    path = tmp_path / "items.csv"
    assert tearoad("demo", "declarations", path, "--count", 800).status == 0
    return path


def test_decisions_and_their_counts(items: Path, tmp_path: Path, tearoad: Any) -> None:
    output = tmp_path / "decisions.csv"
    done = tearoad("clear", items, "-o", output, "--on", "2026-11-11", "--json")
    found, rows = done.document, pl.read_csv(output)
    assert done.status == 1
    assert done.error == ""
    assert found["parcels"] == rows.height == sum(found["verdicts"].values())
    assert found["verdicts"] == dict(rows["verdict"].value_counts().iter_rows())
    assert sum(found["channels"].values()) == rows.height - found["verdicts"]["rejected"]
    assert found["reasons"]["C01"] == rows["reasons"].str.contains(r"\bC01\b").sum() > 0
    in_words = tearoad("clear", items, "-o", output, "--on", "2026-11-11", "--language", "ru")
    assert f"{rows.height} parcels in" in in_words.out
    assert "Не выполнено: C01 (строка " in output.read_text()


def test_who_has_no_answer_is_told_of(items: Path, tmp_path: Path, tearoad: Any) -> None:
    words = ("clear", items, "-o", tmp_path / "d.csv", "--on", "2026-11-11", "--answers", tmp_path / "answers.json")
    found = tearoad(*words, "--json").document
    answered = pl.read_csv(tmp_path / "d.csv")["answered"]
    assert found["unanswered"] == (~answered).sum() > 0
    assert f"as no such message can name them: {found['unanswered']} parcels" in tearoad(*words).out
    assert tearoad(*words[:-2], "--json").document["unanswered"] == 0


def test_the_counts_are_of_the_declared_and_add_up_to_what_came(items: Path, tmp_path: Path, tearoad: Any) -> None:
    output, arrived = tmp_path / "decisions.csv", tmp_path / "arrived.csv"
    table = pl.read_csv(items, infer_schema=False)
    numbers = table["s10"].unique(maintain_order=True).to_list()
    arrived.write_text("\n".join(["s10", *numbers[:10], "HZ999999990CN"]))
    found = tearoad("clear", items, "-o", output, "--on", "2026-11-11", "--arrived", arrived, "--json").document
    assert found["parcels"] == table["parcel_id"].n_unique() == sum(found["verdicts"].values())
    assert sum(found["channels"].values()) == found["parcels"] - found["verdicts"]["rejected"]
    assert found["arrivals"] == {"arrived": 10, "awaited": found["parcels"] - 10, "undeclared": 1}


GOLDEN = Path(__file__).parents[1] / "wire"
ON_THE_TRAIN = ("RA473124829CN", "LP00012345678901")  # as the golden manifest has them


def _arrivals(items: Path, tmp_path: Path, tearoad: Any, manifest: Path, *declared: str) -> Any:
    """The counts, of a file whose first parcels have these numbers."""
    table = pl.read_csv(items, infer_schema=False)
    parcels = table["parcel_id"].unique(maintain_order=True).to_list()
    own = dict(zip(parcels, declared, strict=False))
    table = table.with_columns(s10=pl.col("parcel_id").replace_strict(own, default=pl.col("s10")))
    table.write_csv(tmp_path / "renamed.csv")
    words = ("clear", tmp_path / "renamed.csv", "-o", tmp_path / "d.csv", "--on", "2026-11-11", "--arrived", manifest)
    found = tearoad(*words, "--json").document
    assert found["parcels"] == len(parcels) == found["arrivals"].get("arrived", 0) + found["arrivals"]["awaited"]
    return found["arrivals"]


def test_a_manifest_says_what_has_arrived(items: Path, tmp_path: Path, tearoad: Any) -> None:
    train = GOLDEN / "edifact" / "golden" / "cuscar.edi"
    assert _arrivals(items, tmp_path, tearoad, train, ON_THE_TRAIN[0]) | {"awaited": 0} == {
        "arrived": 1, "awaited": 0, "undeclared": 1,
    }  # fmt: skip
    bare = tmp_path / "bare.edi"
    bare.write_bytes(train.read_bytes().replace(b"RFF+AAQ:LP00012345678901", b"RFF+AAZ:LP00012345678901"))
    assert _arrivals(items, tmp_path, tearoad, bare, *ON_THE_TRAIN)["undeclared"] == 1, "it came, with no number"
    bags = GOLDEN / "upu" / "golden" / "predes.json"
    assert _arrivals(items, tmp_path, tearoad, bags, "LX473124829CN") | {"awaited": 0} == {
        "arrived": 1, "awaited": 0, "undeclared": 0,
    }  # fmt: skip
    message = read_message(bags.read_bytes())
    assert isinstance(message, Predes)
    text = tmp_path / "bags.UPU"
    text.write_bytes(write_text([message], "CNBJSA", "RUMOWB", datetime(2026, 11, 11, tzinfo=UTC), "R1"))
    assert _arrivals(items, tmp_path, tearoad, text)["undeclared"] == 1


def test_a_manifest_at_fault_is_bad_input(items: Path, tmp_path: Path, tearoad: Any) -> None:
    manifest = tmp_path / "manifest.edi"
    manifest.write_bytes((GOLDEN / "edifact" / "golden" / "iftsta.edi").read_bytes())
    done = tearoad("clear", items, "-o", tmp_path / "d.csv", "--on", "2026-11-11", "--arrived", manifest)
    assert (done.status, done.out, done.error.count("\n")) == (2, "", 1)
    assert "manifest.edi: faults: 1, the first: message 1, IFTSTA, expected CUSCAR" in done.error
    assert not (tmp_path / "d.csv").exists()


def test_what_is_in_order_ends_with_zero(items: Path, tmp_path: Path, tearoad: Any) -> None:
    good = tmp_path / "good.parquet"
    output = tmp_path / "decisions.parquet"
    tearoad("clear", items, "-o", output, "--on", "2026-11-11")
    fine = pl.read_parquet(output).filter(pl.col("verdict") == "released")["parcel_id"].to_list()
    pl.read_csv(items, infer_schema=False).filter(pl.col("parcel_id").is_in(fine)).write_parquet(good)
    assert tearoad("clear", good, "-o", output, "--on", "2026-11-11").status == 0


def test_the_day_of_clearing_is_asked_of_the_law_book(items: Path, tmp_path: Path, tearoad: Any) -> None:
    done = tearoad("clear", items, "-o", tmp_path / "d.csv", "--on", "1066-10-14")
    assert done.status == 2
    assert "expected a day of the book" in done.error


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--language", "xx"], "--language 'xx': expected one of en, ru, zh"),
        ([], "expected a file of declarations, and --output for the decisions"),
        (
            ["items.csv", "-o", "d.csv", "--wco", "answers"],
            "--wco judges messages by schemas alone: expected no file of declarations, no --output",
        ),
        (["nowhere.csv", "-o", "d.csv"], "nowhere.csv: no such file"),
        (
            ["a.csv", "-o", "d.csv", "--model", "m.npz"],
            "--model and --rules choose inspections: expected --capacity too",
        ),
        (["a.csv", "-o", "d.csv", "--capacity", "-1"], "--capacity -1, expected a whole number from 0 to 10000000"),
        (["nowhere.csv", "-o", "d.txt"], "d.txt: expected a name that ends in .parquet or .csv"),
    ],
)
def test_bad_input_is_one_line(words: list[str], says: str, tearoad: Any) -> None:
    done = tearoad("clear", *words)
    assert (done.status, done.out) == (2, "")
    assert done.error == f"tearoad: {says}\n"


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_the_checks_are_listed(language: str, tearoad: Any) -> None:
    rows = tearoad("clear", "--checks", "--language", language, "--json").document
    assert [row["code"] for row in rows] == [one.code for one in CHECKS]
    assert all(row["source"] and row["sentence"] and row["status"] for row in rows)
    assert f"{len(CHECKS)} checks" in tearoad("clear", "--checks", "--language", language).out
