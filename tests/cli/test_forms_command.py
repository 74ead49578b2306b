"""`forms`: files of declarations printed, with the rulings of `clear`; bad input in one line."""

from pathlib import Path
from typing import Any

import polars as pl
import pypdfium2
import pytest

ON = ("--on", "2026-11-11")


@pytest.fixture
def items(tmp_path: Path, tearoad: Any) -> Path:
    path = tmp_path / "items.csv"
    assert tearoad("demo", "declarations", path, "--count", 60).status == 0
    return path


@pytest.fixture
def decisions(items: Path, tmp_path: Path, tearoad: Any) -> Path:
    path = tmp_path / "decisions.csv"
    assert tearoad("clear", items, "-o", path, *ON).status in (0, 1)
    return path


def pages_of(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_each_parcel_has_a_form_and_a_ruling(
    items: Path, decisions: Path, tmp_path: Path, tearoad: Any, language: str
) -> None:
    output = tmp_path / "forms.pdf"
    done = tearoad("forms", items, "-o", output, "--decisions", decisions, *ON, "--language", language, "--json")
    assert done.status == 0, done.error
    rows, pages = pl.read_csv(decisions, infer_schema=False), pages_of(output)
    assert done.document["pages"] == len(pages)
    assert sum(done.document["forms"].values()) == done.document["rulings"] == rows.height
    for row in rows.iter_rows(named=True):
        mine = [page for page in pages if row["parcel_id"] in page.split(" ")]
        assert any("-like, not certified" in page for page in mine), row
        ruled = " ".join(page for page in mine if "RULING OF CUSTOMS" in page)
        assert row["law_hash"] in ruled
        assert row["inputs_hash"] in ruled
        for word in (row["reasons"] or "").split():
            assert word.partition("(")[0] in ruled


def test_forms_alone_of_chosen_parcels(items: Path, tmp_path: Path, tearoad: Any) -> None:
    names = pl.read_csv(items)["parcel_id"].unique(maintain_order=True).to_list()[:2]
    output = tmp_path / "forms.pdf"
    done = tearoad("forms", items, "-o", output, "--parcel", names[0], "--parcel", names[1])
    assert done.status == 0
    assert done.out.splitlines()[-1].endswith(f"pages: {output}")
    assert all(any(name in page for name in names) for page in pages_of(output))
    first = output.read_bytes()
    assert tearoad("forms", items, "-o", output, "--parcel", names[1], "--parcel", names[0]).status == 0
    assert output.read_bytes() == first


def test_a_reckoning_of_another_day_is_not_shown(items: Path, decisions: Path, tmp_path: Path, tearoad: Any) -> None:
    output = tmp_path / "forms.pdf"
    done = tearoad("forms", items, "-o", output, "--decisions", decisions, "--on", "2026-11-10", "--json")
    assert done.status == 1
    assert done.document["without_reckoning"] == done.document["rulings"]
    assert any("Not shown: the law or the declaration" in page for page in pages_of(output))


def test_cells_that_are_not_understood_are_printed_as_they_stand(items: Path, tmp_path: Path, tearoad: Any) -> None:
    table = pl.read_csv(items, infer_schema=False).head(1)
    table = table.with_columns(quantity=pl.lit("a few"), weight_grams=pl.lit("-7"), accepted_on=pl.lit("soon"))
    path, output = tmp_path / "odd.csv", tmp_path / "odd.pdf"
    table.write_csv(path)
    assert tearoad("forms", path, "-o", output).status == 0
    (page,) = pages_of(output)
    for said in ("a few", "-7", "CN 23"):
        assert said in page


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nowhere.csv", "-o", "f.pdf"], "nowhere.csv: no such file"),
        (["nowhere.csv", "-o", "f.txt"], "f.txt: expected a name that ends in .pdf"),
        (["nowhere.csv", "-o", "f.pdf", "--language", "xx"], "--language 'xx': expected one of en, ru, zh"),
        (["nowhere.csv", "-o", "f.pdf", "--on", "1066-10-14"], "expected a day of the book"),
    ],
)
def test_bad_input_is_one_line(words: list[str], says: str, tearoad: Any) -> None:
    done = tearoad("forms", *words)
    assert done.status == 2
    assert says in done.error
    assert done.error.count("\n") == 1


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("verdict", "maybe", "row 1, column verdict: expected one of rejected, selected, released"),
        ("channel", "river", "row 1, column channel: expected nothing or one of green"),
        ("reasons", "Z99", "row 1, column reasons: expected codes of checks"),
        ("reasons", "C02(", "row 1, column reasons: expected codes of checks"),
        ("total_minor", "dear", "row 1, column total_minor: expected a whole number or nothing"),
        ("parcel_id", "other", "no decision on parcel"),
        ("law_hash", None, "columns law_hash are missing"),
    ],
)
def test_decisions_that_are_none_are_one_line(
    items: Path, decisions: Path, tmp_path: Path, tearoad: Any, column: str, value: str | None, says: str
) -> None:
    table = pl.read_csv(decisions, infer_schema=False)
    first = pl.int_range(pl.len()) == 0
    table = table.drop(column) if value is None else table.with_columns(
        pl.when(first).then(pl.lit(value)).otherwise(column).alias(column))  # fmt: skip
    bad = tmp_path / "bad.csv"
    table.write_csv(bad)
    done = tearoad("forms", items, "-o", tmp_path / "f.pdf", "--decisions", bad, *ON)
    assert done.status == 2
    assert says in done.error
    assert done.error.count("\n") == 1
    assert not (tmp_path / "f.pdf").exists()


def test_an_unknown_parcel_is_told(items: Path, tmp_path: Path, tearoad: Any) -> None:
    done = tearoad("forms", items, "-o", tmp_path / "f.pdf", "--parcel", "nobody")
    assert done.status == 2
    assert "--parcel 'nobody': no such parcel in items.csv" in done.error
