"""`labels`: files of rows printed, each row with its verdict; bad input in one line."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pypdfium2
import pytest

from tearoad.kernel.s10 import numbers

NUMBERS = numbers("RB", np.arange(47_000_000, 47_000_012), "CN")


def table(**more: list[str]) -> pl.DataFrame:
    whole: dict[str, Any] = {
        "number": NUMBERS, "sender_name": "杭州灯笼贸易有限公司", "sender_street": "文一西路969号",
        "sender_city": "杭州市", "sender_country": "CN", "recipient_name": "Щербаков Юрий",
        "recipient_street": "ул. Соловьёва, д. 5",
        "recipient_city": "Казань", "recipient_postcode": "420111", "recipient_country": "RU",
    }  # fmt: skip
    return pl.DataFrame(whole | more)


def pages(path: Path) -> int:
    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


@pytest.mark.parametrize(("ending", "up", "expected"), [(".csv", 1, 12), (".parquet", 4, 3)])
def test_a_file_is_printed(ending: str, up: int, expected: int, tmp_path: Path, tearoad: Any) -> None:
    path, output = tmp_path / f"rows{ending}", tmp_path / "labels.pdf"
    getattr(table(), f"write_{ending[1:]}")(path)
    done = tearoad("labels", path, "-o", output, "--up", up, "--language", "ru", "--json")
    assert done.status == 0, done.error
    said = done.document
    assert (said["rows"], said["printed"], said["refused"], said["pages"]) == (12, 12, 0, expected)
    assert [one["number"] for one in said["verdicts"]] == NUMBERS
    assert [one["page"] for one in said["verdicts"]] == [at // up + 1 for at in range(12)]
    assert pages(output) == expected


def test_the_demo_writes_what_is_printed(tmp_path: Path, tearoad: Any) -> None:
    path, output = tmp_path / "rows.parquet", tmp_path / "labels.pdf"
    assert tearoad("demo", "labels", path, "--count", 9).out == f"9 rows in {path}\n"
    assert tearoad("labels", path, "-o", output, "--up", 4).status == 0
    assert pages(output) == 3


def test_refused_rows_are_named_and_counts_add_up(tmp_path: Path, tearoad: Any) -> None:
    path, output = tmp_path / "rows.csv", tmp_path / "labels.pdf"
    countries = ["RU"] * 10 + ["ru", "Россия"]
    table(recipient_country=countries, order=["O"] * 12).write_csv(path)
    done = tearoad("labels", path, "-o", output)
    assert done.status == 1
    first, second, third, last = done.out.splitlines()
    assert (
        first
        == f"{path}, row 11, column recipient_country: 'ru': not a country, expected two capital letters of ISO 3166-1"
    )
    assert "row 12, column recipient_country: 'Россия'" in second
    assert third == "not shown on labels: order"
    assert last == f"12 rows: 10 printed, 2 refused; 10 pages: {output}"
    assert pages(output) == 10
    document = tearoad("labels", path, "-o", output, "--json").document
    assert document["printed"] + document["refused"] == document["rows"] == len(document["verdicts"])
    assert document["verdicts"][10]["faults"][0]["verdict"] == "NOT_COUNTRY"


def test_where_no_row_is_good_nothing_is_written(tmp_path: Path, tearoad: Any) -> None:
    path, output = tmp_path / "rows.csv", tmp_path / "labels.pdf"
    table(number=["x"] * 12).write_csv(path)
    done = tearoad("labels", path, "-o", output)
    assert done.status == 1
    assert done.out.endswith("12 rows: 0 printed, 12 refused; nothing is written\n")
    assert [one.name for one in tmp_path.iterdir()] == ["rows.csv"]


@pytest.mark.parametrize(
    ("content", "words", "says"),
    [
        (None, [], "no such file"),
        ("", [], "empty"),
        ("number\nx\n", [], "columns sender_name, sender_street"),
        ("receptacle_id\n", ["--kind", "receptacle"], "0 rows, expected 1 to 100000"),
        ("receptacle_id\nx\n", ["--kind", "bag"], "--kind 'bag': expected one of address, receptacle, dispatch"),
        ("receptacle_id\nx\n", ["--up", "3"], "--up 3: expected 1 or 4"),
        ("receptacle_id,number\nx,y\n", ["--kind", "dispatch", "--up", "4"], "--up 4: expected 1, as a list"),
        ("receptacle_id\nx\n", ["--kind", "receptacle", "--language", "xx"], "--language 'xx': expected one of"),
    ],
)
def test_bad_input_is_one_line(content: str | None, words: list[str], says: str, tmp_path: Path, tearoad: Any) -> None:
    path = tmp_path / "rows.csv"
    if content is not None:
        path.write_text(content)
    done = tearoad("labels", path, "-o", tmp_path / "labels.pdf", *words)
    assert done.status == 2
    assert says in done.error
    assert done.error.count("\n") == 1
    assert not (tmp_path / "labels.pdf").exists()


def test_a_column_of_lists_is_bad_input(tmp_path: Path, tearoad: Any) -> None:
    path = tmp_path / "rows.parquet"
    table().with_columns(number=pl.lit([["a"]])).write_parquet(path)
    done = tearoad("labels", path, "-o", tmp_path / "labels.pdf")
    assert done.status == 2
    assert "not a file of plain columns" in done.error
    assert done.error.count("\n") == 1


def test_the_output_is_a_pdf_in_a_folder_that_is_there(tmp_path: Path, tearoad: Any) -> None:
    path = tmp_path / "rows.csv"
    table().write_csv(path)
    for output, says in ((tmp_path / "a.txt", "ends in .pdf"), (tmp_path / "no" / "a.pdf", "No such file")):
        done = tearoad("labels", path, "-o", output)
        assert done.status == 2
        assert says in done.error
