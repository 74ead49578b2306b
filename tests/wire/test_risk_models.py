"""Model files: what is read answers as what was written; what is damaged or bent is refused before a kernel sees it."""

import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from declared import declared, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tearoad.customs.risk.model import Model
from tearoad.customs.risk.train import train
from tearoad.terms.refusal import BadInput
from tearoad.wire.import_declarations import read_declarations
from tearoad.wire.risk_models import read_model, write_model

Arrays = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Model]:
    folder = tmp_path_factory.mktemp("model")
    model = train(read_declarations(written(folder / "past.csv", declared(600))))
    write_model(folder / "model.npz", model)
    return folder / "model.npz", model


def test_what_is_read_answers_alike(kept: tuple[Path, Model], tmp_path: Path) -> None:
    path, model = kept
    items = read_declarations(written(tmp_path / "new.csv", declared(200, seed=2)))
    again = read_model(path)
    assert again.about == model.about
    assert np.array_equal(again.score(items), model.score(items))


def said(arrays: Arrays, **changes: object) -> None:
    """Another header, which its version does not cover."""
    header = {**json.loads(arrays["header"].tobytes()), **changes}
    arrays.update(header=np.frombuffer(json.dumps(header).encode(), np.uint8))


def swapped(prices: np.ndarray, starts: np.ndarray) -> None:
    """The least and the largest price of a heading."""
    prices[[starts[0], starts[1] - 1]] = prices[[starts[1] - 1, starts[0]]]


BENDS = {
    "a child before its parent": lambda a: a["trees_left"].__setitem__(0, 0),
    "a child beyond the end": lambda a: a["trees_left"].__setitem__(0, 2**30),
    "a feature that is none": lambda a: a["trees_feature"].__setitem__(0, 999),
    "a root beyond the end": lambda a: a["trees_roots"].__setitem__(0, 2**30),
    "a value that is none": lambda a: a["trees_value"].__setitem__(0, np.nan),
    "prices beyond the end": lambda a: a["prices_starts"].__setitem__(-1, 2**40),
    "prices that do not ascend": lambda a: swapped(a["prices_values"], a["prices_starts"]),
    "a price that is none": lambda a: a["prices_values"].__setitem__(-1, np.inf),
    "keys that do not ascend": lambda a: a["heading.keys"].__setitem__(0, 2**64 - 1),
    "a column of another type": lambda a: a.update(trees_left=a["trees_left"].astype(np.int64)),
    "a column of two dimensions": lambda a: a.update(trees_value=a["trees_value"][None]),
    "columns of two lengths": lambda a: a.update(trees_value=a["trees_value"][:-1]),
    "a table that is gone": lambda a: a.pop("importer.seen"),
    "a header that is none": lambda a: a.update(header=np.frombuffer(b"[]", np.uint8)),
    "a header that is no JSON": lambda a: a.update(header=np.frombuffer(b"{" * 9, np.uint8)),
    "a header that is deep": lambda a: a.update(header=np.frombuffer(b"[" * 100_000, np.uint8)),
    "a version of other parts": lambda a: said(a, version="0"),
    "features of another version": lambda a: said(a, features="1-0"),
    "inspected rows that are none": lambda a: said(a, inspected="many"),
    "figures that are none": lambda a: said(a, in_time_order=[{"learned_until": 1}]),
}  # fmt: skip


@pytest.mark.parametrize("name", BENDS)
def test_a_bent_file_is_refused(kept: tuple[Path, Model], tmp_path: Path, name: str) -> None:
    with np.load(kept[0]) as archive:
        arrays = {part: archive[part].copy() for part in archive.files}
    BENDS[name](arrays)
    np.savez(tmp_path / "bent.npz", allow_pickle=False, **arrays)
    with pytest.raises(BadInput, match="not a model of `risk train`") as error:
        read_model(tmp_path / "bent.npz")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "shape", ["(10000000000000,)", f"({10**23},)", "(-1,)", "(3,)", "(1, 1)", "(1", "(1,)\n  }\n }", "-" * 5_000 + "1"]
)
def test_a_header_that_promises_more_than_there_is(kept: tuple[Path, Model], tmp_path: Path, shape: str) -> None:
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}}}\n".encode()
    body = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(8)
    with zipfile.ZipFile(kept[0]) as whole, zipfile.ZipFile(tmp_path / "bent.npz", "w") as bent:
        for name in whole.namelist():
            bent.writestr(name, body if name == "trees_value.npy" else whole.read(name))
    with pytest.raises(BadInput, match="not a model of `risk train`") as error:
        read_model(tmp_path / "bent.npz")
    assert "\n" not in str(error.value)


class Trap:
    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        return (Path.touch, (Path("trap"),))  # type: ignore[return-value]


def test_a_pickle_is_never_opened(kept: tuple[Path, Model], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with np.load(kept[0]) as archive:
        arrays = {part: archive[part] for part in archive.files}
    np.savez(tmp_path / "trap.npz", **{**arrays, "trees_value": np.array([Trap()], dtype=object)})  # type: ignore[arg-type]
    (tmp_path / "plain.npz").write_bytes(pickle.dumps(Trap()))
    for name in ("trap.npz", "plain.npz"):
        with pytest.raises(BadInput):
            read_model(tmp_path / name)
    assert not (tmp_path / "trap").exists()


def test_files_that_are_no_models(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.npz", "w") as archive:
        archive.writestr("a.txt", "a")
    for name in ("other.npz", "none.npz", "."):
        with pytest.raises(BadInput):
            read_model(tmp_path / name)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 2**31), byte=st.integers(0, 255), cut=st.booleans())
def test_damaged_bytes(kept: tuple[Path, Model], tmp_path: Path, at: int, byte: int, cut: bool) -> None:
    raw = bytearray(kept[0].read_bytes())
    raw[at % len(raw)] = byte
    (tmp_path / "damaged.npz").write_bytes(raw[: at % len(raw)] if cut else raw)
    try:
        found = read_model(tmp_path / "damaged.npz")
    except BadInput as error:
        line = str(error)
    else:
        line = ""
        assert found.version == kept[1].version
    assert "\n" not in line
