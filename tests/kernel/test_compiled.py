"""What was compiled lies in a folder that is named after the kernels' sources: any change of them is another name."""

import shutil
from pathlib import Path

import numba
import pytest

from tearoad.kernel import compiled

SOURCES = sorted(Path(compiled.__file__).parent.glob("*.py"))


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the kernel's sources, which the module takes for its own folder."""
    for source in SOURCES:
        shutil.copy(source, tmp_path)
    monkeypatch.setattr(compiled, "__file__", str(tmp_path / "compiled.py"))
    return tmp_path


@pytest.mark.parametrize("name", [source.name for source in SOURCES])
def test_a_change_in_any_source_is_another_folder(kernel: Path, name: str) -> None:
    before = compiled._cache_folder()
    assert compiled._cache_folder() == before
    with (kernel / name).open("a") as source:
        source.write("# changed\n")
    assert compiled._cache_folder() != before


def test_so_is_a_new_source_but_not_another_file(kernel: Path) -> None:
    before = compiled._cache_folder()
    (kernel / "notes.txt").write_text("not compiled")
    assert compiled._cache_folder() == before
    (kernel / "later.py").write_text("LATER = 1\n")
    assert compiled._cache_folder() != before


def test_the_folder_lies_beside_the_sources_and_is_the_one_in_use() -> None:
    folder = compiled._cache_folder()
    assert folder.parent == Path(compiled.__file__).parent / "__pycache__"
    assert Path(vars(numba.config)["CACHE_DIR"]) == folder
