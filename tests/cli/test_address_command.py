"""`address check`: each row with its verdict and what is written for the other side; bad input in one line."""

from pathlib import Path
from typing import Any

import pytest

ROWS = """country,name,phone,postcode,area,city,street,note
RU,Щербаков Юрий,8 (917) 395-12-34,420111,Татарстан,Казань,"ул. Соловьёва, д. 5",x
CN,吕布,,310000,浙江省,杭州市,文一西路969号,x
RU,Щepбаков,Казань,420111,Татарстан,,ул. Ленина,x
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "addresses.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_rows_have_verdicts_that_add_up(file: Path, tearoad: Any) -> None:
    done = tearoad("address", "check", file, "--json")
    assert done.status == 1
    said = done.document
    assert (said["rows"], said["good"], said["bad"]) == (3, 2, 1)
    assert [one["verdict"] for one in said["verdicts"]] == ["good", "good", "bad"]
    assert said["verdicts"][0]["normalised"]["phone"] == "+79173951234"
    assert said["verdicts"][1]["latin"]["name"] == "Lyu Bu"
    assert said["verdicts"][1]["normalised"]["name"] == "吕布"
    wrong = [(one["column"], one["wrong"]) for one in said["verdicts"][2]["faults"]]
    assert wrong == [("name", "MIXED_SCRIPTS"), ("phone", "SWAPPED"), ("city", "MISSING")]


def test_words_name_file_row_and_column(file: Path, tearoad: Any) -> None:
    lines = tearoad("address", "check", file).out.splitlines()
    assert (
        lines[0] == "row 1: Shcherbakov Iurii; Respublika Tatarstan; Kazan; ul. Solovyova, d. 5; 420111; +79173951234"
    )
    assert lines[2].startswith(f"{file}, row 3, column name: 'Щepбаков': a word of two scripts")
    assert lines[-1] == "3 rows: 2 good, 1 bad"


def test_columns_that_may_be_left_out(tmp_path: Path, tearoad: Any) -> None:
    path = tmp_path / "few.csv"
    path.write_text("country,name,city,street\nKZ,Әлі,Алматы,Абай 5\n", encoding="utf-8")
    assert tearoad("address", "check", path).status == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "no such file"), ("", "empty"), ("country,name\nRU,x\n", "columns city, street are missing"),
     ("country,name,city,street\n", "0 rows, expected 1 to")],
)  # fmt: skip
def test_bad_input_is_one_line(content: str | None, says: str, tmp_path: Path, tearoad: Any) -> None:
    path = tmp_path / "addresses.csv"
    if content is not None:
        path.write_text(content)
    done = tearoad("address", "check", path)
    assert done.status == 2
    assert says in done.error
    assert done.error.count("\n") == 1
