"""Models in files: a NumPy archive of plain arrays, and a header in JSON. Nothing in it can run.

Kernels do not look whether an index is within bounds, so everything is proved when a file is read.
"""

import json
import zipfile
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory
from tokenize import TokenError

import msgspec
import numpy as np

from tearoad.customs.risk.features import FEATURES, HISTORIES, features_version
from tearoad.customs.risk.history import Table
from tearoad.customs.risk.model import Model, Trees, version_of
from tearoad.customs.risk.prices import Prices
from tearoad.terms.refusal import BadInput

FORMAT = "tearoad risk model 1"
MOST_BYTES = 512 * 1024**2
TYPES = {
    "trees_roots": np.int32, "trees_feature": np.int32, "trees_threshold": np.float64, "trees_left": np.int32,
    "trees_value": np.float64, "prices_headings": np.int64, "prices_starts": np.int64, "prices_values": np.float32,
    "base_and_rate": np.float64,
}  # fmt: skip
# What reading raises where bytes are damaged: of the archive, of a column's header, of what is in it.
DAMAGED = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, SyntaxError,
    TokenError, ValueError, KeyError, TypeError, AttributeError, msgspec.DecodeError,
)  # fmt: skip
TABLE_TYPES = {"keys": np.uint64, "seen": np.float32, "found": np.float32}


class InTimeOrder(msgspec.Struct):
    """What is shown of figures in time order."""

    learned_until: str
    measured_until: str
    precision_at_5: float | None
    precision_at_10: float | None


class About(msgspec.Struct):
    """What the header says and commands ask for, beside what its version is made of."""

    inspected: int
    frauds: int
    in_time_order: list[InTimeOrder] = []


def write_model(path: Path, model: Model) -> None:
    """The file appears when it is whole. `BadInput` where it cannot be written."""
    arrays = {f"trees_{name}": column for name, column in model.trees._asdict().items()}
    arrays |= {f"prices_{name}": column for name, column in model.prices._asdict().items()}
    for history, table in model.histories.items():
        arrays |= {f"{history}.{name}": column for name, column in table._asdict().items()}
    arrays["base_and_rate"] = np.array([model.base, model.rate])
    header = json.dumps({**model.about, "format": FORMAT}, ensure_ascii=False).encode()
    arrays["header"] = np.frombuffer(header, dtype=np.uint8)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".risk-", dir=path.parent) as folder:
            unfinished = Path(folder) / "whole.npz"
            np.savez_compressed(unfinished, allow_pickle=False, **arrays)
            unfinished.replace(path)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None


def read_model(path: Path) -> Model:
    """`BadInput` where the file is not a whole model of this version's features."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
            if size > MOST_BYTES:
                raise BadInput(f"{path}: {size} bytes unpacked, expected at most {MOST_BYTES}")
            arrays = {name.removesuffix(".npy"): _array(archive, name) for name in archive.namelist()}
        model = _model(arrays)
    except FileNotFoundError:
        raise BadInput(f"{path}: no such file") from None
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None
    except DAMAGED as error:
        raise BadInput(f"{path}: not a model of `risk train` of this version: {_line(error)}") from None
    return model


def _array(archive: zipfile.ZipFile, name: str) -> np.ndarray:
    """A column of a whole member: never longer than the bytes that are there, whatever its header says."""
    with archive.open(name) as file:
        _must(np.lib.format.read_magic(file) == (1, 0), f"{name} is no column")
        shape, _, kind = np.lib.format.read_array_header_1_0(file)
        body = file.read()
    _must(len(shape) == 1 and shape[0] * kind.itemsize == len(body), f"{name} is not as long as its header says")
    return np.frombuffer(body, dtype=kind).copy()


def _model(arrays: dict[str, np.ndarray]) -> Model:
    about = msgspec.json.decode(arrays["header"].tobytes())
    _must(isinstance(about, dict) and about.get("format") == FORMAT, "the header is of another format")
    version = features_version()
    _must(about["features"] == version, f"features of version {str(about['features'])[:40]}, not {version}")
    _must(
        about.pop("format") == FORMAT and about["version"] == version_of(about), "the version is not that of its parts"
    )
    msgspec.convert(about, About)
    for name, kind in TYPES.items():
        _must(arrays[name].dtype == kind and arrays[name].ndim == 1, f"{name} is no column of {np.dtype(kind)}")
    histories = {name: _table(name, arrays) for name in HISTORIES}
    prices = Prices(*(arrays[f"prices_{name}"] for name in Prices._fields))
    trees = Trees(*(arrays[f"trees_{name}"] for name in Trees._fields))
    _prove_trees(trees)
    _prove_prices(prices)
    base, rate = arrays["base_and_rate"].tolist()
    _must(bool(np.isfinite(base)) and 0.0 < rate < 1.0, "base or rate is out of bounds")
    return Model(histories, prices, trees, base, rate, about)


def _table(history: str, arrays: dict[str, np.ndarray]) -> Table:
    table = Table(*(arrays[f"{history}.{name}"] for name in Table._fields))
    for (name, kind), column in zip(TABLE_TYPES.items(), table, strict=True):
        _must(column.dtype == kind and column.shape == table.keys.shape == (len(column),), f"{history}.{name}")
    _must(bool((table.keys[1:] > table.keys[:-1]).all()), f"{history}: keys do not ascend")
    for column in (table.seen, table.found):
        _must(bool((np.isfinite(column) & (column >= 0)).all()), f"{history}: a weight is out of bounds")
    return table


def _prove_trees(trees: Trees) -> None:
    """Every walk from a root ends at a leaf: children stand after their parents, and within the arrays."""
    nodes = len(trees.feature)
    _must(all(len(column) == nodes for column in trees[1:]), "the trees' columns differ in length")
    _must(bool(((trees.roots >= 0) & (trees.roots < nodes)).all()), "a root is out of bounds")
    _must(bool(((trees.feature >= -1) & (trees.feature < len(FEATURES))).all()), "a feature is out of bounds")
    inner = np.flatnonzero(trees.feature >= 0)
    children = trees.left[inner]
    _must(bool(((children > inner) & (children < nodes - 1)).all()), "a child is out of bounds")
    _must(bool(np.isfinite(trees.value).all() and np.isfinite(trees.threshold).all()), "a value is not finite")


def _prove_prices(prices: Prices) -> None:
    headings, starts, values = prices
    _must(len(starts) == len(headings) + 1 and starts[0] == 0 and starts[-1] == len(values), "prices do not add up")
    _must(bool((starts[1:] > starts[:-1]).all() and (headings[1:] > headings[:-1]).all()), "headings do not ascend")
    lower = np.flatnonzero(values[1:] < values[:-1]) + 1
    _must(bool(np.isfinite(values).all() and np.isin(lower, starts).all()), "prices of a heading do not ascend")


def _must(good: bool, otherwise: str) -> None:
    if not good:
        raise ValueError(otherwise)


def _line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
