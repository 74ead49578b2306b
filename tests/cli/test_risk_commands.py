"""Risk by the operator's door: figures, models, reasons, selections; statuses 0, 1 and 2; one line for bad input."""

import json
from pathlib import Path
from typing import Any

import pytest
from declared import declared, written

from tearoad.cli.main import run

PROMISED = ("precision_at_5", "precision_at_10", "recall_at_5", "recall_at_10", "auc", "lookup_precision_at_10",
            "unseen_precision_at_10", "partial_label_precision_at_10")  # fmt: skip


class Door:
    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.monkeypatch, self.capsys = folder, monkeypatch, capsys
        self.past = str(written(folder / "past.csv", declared(1_200)))
        self.new = str(written(folder / "new.csv", declared(300, seed=2)))

    def said(self, *words: str, status: int = 0) -> str:
        self.monkeypatch.setattr("sys.argv", ["tearoad", "risk", *words])
        with pytest.raises(SystemExit) as ended:
            run()
        out, error = self.capsys.readouterr()
        assert ended.value.code in ((0, None) if status == 0 else (status,)), error
        if status == 2:
            assert not out
            assert error.count("\n") == 1
        return error if status == 2 else out

    def document(self, *words: str, status: int = 0) -> Any:
        return json.loads(self.said(*words, "--json", status=status))


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Door:
    monkeypatch.setenv("TEAROAD_HOME", str(tmp_path / "home"))
    return Door(tmp_path, monkeypatch, capsys)


def test_evaluate(door: Door) -> None:
    found = door.document("evaluate", door.new, "--train", door.past)
    assert all(0 <= found[name] <= 1 for name in PROMISED)
    kept = sorted((door.folder / "home" / "risk").iterdir())
    assert len(kept) == 2
    made = [path.stat().st_mtime_ns for path in kept]
    lines = door.said("evaluate", door.new, "--train", door.past).splitlines()
    assert [path.stat().st_mtime_ns for path in kept] == made
    begins = ("model ", "lookup by", "unseen pairs", "model with labels of 120 of 1200 ")
    assert all(line.startswith(begin) for line, begin in zip(lines, begins, strict=False))
    kept[0].write_bytes(b"damaged")
    kept[1].write_bytes(b"")
    assert door.document("evaluate", door.new, "--train", door.past) == found


def test_train_and_compare(door: Door) -> None:
    one, two = str(door.folder / "one.npz"), str(door.folder / "deeper" / "two.npz")
    about = door.document("train", door.past, "-o", one)
    assert (about["rows"], about["file"]) == (1_200, one)
    assert {"version", "first_day", "last_day", "libraries", "parameters", "in_time_order"} <= set(about)
    assert f"written to {two}" in door.said("train", door.new, "-o", two)
    found = door.document("compare", one, two, door.new)
    assert found["champion"]["model_version"] == about["version"] != found["challenger"]["model_version"]
    assert door.said("compare", one, two, door.new).count("\n") == 3
    assert "written to" in door.said("train", door.past)


def test_findings_of_no_row_are_told(door: Door) -> None:
    findings = door.folder / "findings.csv"
    rows = [f"D1-{at},2021-01-01,{at % 2}" for at in range(100)] + ["stranger,2021-01-01,1"]
    findings.write_text("item_id,inspected_at,found\n" + "\n".join(rows) + "\n")
    words = ("train", door.past, "--findings", str(findings))
    assert "100 rows with a finding (1 of 101 findings are of no row), fraud in 50" in door.said(*words)
    about = door.document(*words)
    assert (about["inspected"], about["findings"], about["findings_without_row"]) == (100, 101, 1)
    findings.write_text("item_id,inspected_at,found\nstranger,2021-01-01,1\n")
    assert "none of 1 findings is of a row of" in door.said(*words, status=2)


@pytest.mark.full
def test_a_model_that_cannot_be_kept_answers_all_the_same(door: Door) -> None:
    (door.folder / "home").write_text("a file in the place of the folder")
    assert door.document("explain", door.new, "--train", door.past, "--top", "1")
    assert door.document("evaluate", door.new, "--train", door.past)["partial_label_inspected"] == 120
    door.said("train", door.past, status=2)


def test_explain(door: Door) -> None:
    items = door.document("explain", door.new, "--train", door.past, "--top", "3")
    assert [item["score"] for item in items] == sorted((item["score"] for item in items), reverse=True)
    assert all(1 <= len(item["reasons"]) <= 3 for item in items)
    assert "досматривали" in door.said("explain", door.new, "--train", door.past, "--language", "ru")


def test_select(door: Door) -> None:
    model = str(door.folder / "model.npz")
    door.said("train", door.past, "-o", model)
    new = written(door.folder / "blind.csv", declared(300, seed=3, Date="2021-01-01").drop("Fraud"))
    days = door.document("select", str(new), "--model", model, "--capacity", "7", "--random-share", "0.3")
    assert {day["office"] for day in days} == {"10", "20", "30"}
    assert [day["inspections"] for day in days] == [7, 7, 7]
    assert all(day["by_rule"] + day["by_model"] + day["by_random"] == 7 for day in days)
    rules = door.folder / "rules.toml"
    rules.write_text('[[rule]]\nid = "all"\nfrom = 2021-01-01\nuntil = 2021-01-02\noffice = "10"\nchannel = "open"\n'
                     'source = "assumed"\n')  # fmt: skip
    words = ("select", str(new), "--model", model, "--capacity", "7", "--rules", str(rules))
    ten = next(day for day in door.document(*words, status=1) if day["office"] == "10")
    assert (ten["inspections"], ten["overflow"]) == (ten["items"], ten["items"] - 7)
    assert {item["by"] for item in ten["selected"]} == {"all"}
    assert "more than the capacity" in door.said(*words, status=1)


def test_bad_input(door: Door) -> None:
    empty = door.folder / "empty.csv"
    empty.write_text("")
    asked = ("evaluate", door.new, "--train")
    assert "no such file" in door.said(*asked, str(door.folder / "none.csv"), status=2)
    assert "empty" in door.said("evaluate", str(empty), "--train", door.past, status=2)
    few = written(door.folder / "few.csv", declared(20))
    assert "expected at least 50 rows" in door.said(*asked, str(few), status=2)
    assert "--language" in door.said("explain", door.new, "--language", "fr", status=2)
    assert "--top" in door.said("explain", door.new, "--top", "0", status=2)
    assert "--capacity" in door.said("select", door.new, "--capacity", "-1", status=2)
    assert "--random-share" in door.said("select", door.new, "--capacity", "1", "--random-share", "nan", status=2)
    twice = written(door.folder / "twice.csv", declared(3, **{"Declaration ID": ["a", "b", "a"]}))
    assert "stands twice" in door.said("select", str(twice), "--capacity", "1", "--train", door.past, status=2)
    assert "not a model" in door.said("compare", door.past, door.past, door.new, status=2)


def test_live(door: Door) -> None:
    model = str(door.folder / "one.npz")
    version = door.document("train", door.past, "-o", model)["version"]
    off = door.document("live")
    assert (off.pop("on"), list(off)) == (False, ["inspections_a_day"])
    assert door.document("live", "--on", "--model", model, "--random-share", "0.2") == {
        "on": True, "model": version, "random_share": 0.2, **off,
    }  # fmt: skip
    assert f"by model {version}, 20% by lot" in door.said("live")
    assert door.document("live", "--on") == {"on": True, "model": None, "random_share": 1.0, **off}
    assert door.document("live", "--off")["on"] is False
    for words in (
        ["--on", "--off"],
        ["--model", model],
        ["--on", "--random-share", "2"],
        ["--on", "--model", door.past],
    ):
        door.said("live", *words, status=2)
