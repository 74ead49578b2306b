"""The house's contracts that import-linter and ruff cannot say: sizes, hidden addresses, the vendored lock."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
INDEX = re.compile("py" + r"pi\.org|pythonhosted|registry\.npm" + r"js|/simple\b|index-url *=")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_fit_their_bounds(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 70, f"{path.name}: {node.name}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_no_file_names_a_package_index_or_this_machine() -> None:
    for path in tracked():
        if "vendor" in path.parts or path.suffix in {".png", ".parquet", ".edi"}:
            continue
        text = path.read_text(encoding="utf-8")
        if path != Path(__file__):
            assert not INDEX.search(text), path
            assert str(ROOT) + "/" not in text, path


def test_uv_is_pinned_alike_in_both_locks() -> None:
    bootstrap = [line.strip() for line in (ROOT / "bootstrap.lock").read_text().splitlines()]
    whole = [line.strip() for line in (ROOT / "requirements.lock").read_text().splitlines()]
    at = whole.index(bootstrap[0])
    assert whole[at : at + len(bootstrap)] == bootstrap


def test_the_tests_mirror_the_source() -> None:
    rooms = {path.parent.name for path in (ROOT / "src" / "tearoad").glob("*/__init__.py")}
    tested = {path.relative_to(ROOT / "tests").parts[0] for path in (ROOT / "tests").glob("*/**/test_*.py")}
    assert tested == rooms
