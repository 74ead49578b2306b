"""Columns as PostgreSQL's binary arrays: what one hot statement takes, ten times cheaper than element by element.

The layout is that of `array_recv`: dimensions, a flag for nulls, the element's type, length and lower bound, then each
element after its length, all big-endian.
"""

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Dumper, Loader
from psycopg.pq import Format

_NULL = struct.pack(">i", -1)
_SIXTEEN = struct.pack(">i", 16)
_EPOCH = 946_684_800  # PostgreSQL counts microseconds from 2000
_NEVER = np.iinfo(np.int64).min  # -infinity


class UuidArray(bytes):
    """uuid[]"""


class BigintArray(bytes):
    """bigint[]"""


class SmallintArray(bytes):
    """smallint[]"""


class TextArray(bytes):
    """text[]"""


class MomentArray(bytes):
    """timestamptz[]"""


def texts(words: Sequence[str]) -> TextArray:
    """From words without NUL."""
    encoded = [word.encode() for word in words]
    cells = [struct.pack(">i", len(word)) + word for word in encoded]
    return TextArray(_head(25, len(cells), nulls=False) + b"".join(cells))


def uuids(hexes: Sequence[str | None]) -> UuidArray:
    """From 32 hex digits each, None for null: the caller has looked at their length. ValueError on other digits."""
    cells = [_NULL if text is None else _SIXTEEN + bytes.fromhex(text) for text in hexes]
    return UuidArray(_head(2950, len(cells), nulls=None in hexes) + b"".join(cells))


def bigints(numbers: Sequence[int]) -> BigintArray:
    """From whole numbers of 64 bits; OverflowError on larger ones."""
    cells = np.empty(len(numbers), dtype=[("length", ">i4"), ("value", ">i8")])
    cells["length"], cells["value"] = 8, np.array(numbers, dtype=np.int64)
    return BigintArray(_head(20, len(numbers), nulls=False) + cells.tobytes())


def optional_bigints(numbers: Sequence[int | None]) -> BigintArray:
    """The same with None for null."""
    cells = [_NULL if number is None else struct.pack(">iq", 8, number) for number in numbers]
    return BigintArray(_head(20, len(cells), nulls=True) + b"".join(cells))


def smallints(numbers: Sequence[int] | np.ndarray) -> SmallintArray:
    """From whole numbers of 16 bits."""
    cells = np.empty(len(numbers), dtype=[("length", ">i4"), ("value", ">i2")])
    cells["length"], cells["value"] = 2, np.array(numbers, dtype=np.int16)
    return SmallintArray(_head(21, len(numbers), nulls=False) + cells.tobytes())


def packed_uuids(ids: np.ndarray) -> UuidArray:
    """From uint8[n, 16]."""
    cells = np.empty(len(ids), dtype=[("length", ">i4"), ("value", np.uint8, 16)])
    cells["length"], cells["value"] = 16, ids
    return UuidArray(_head(2950, len(ids), nulls=False) + cells.tobytes())


def moments(at: np.ndarray) -> MomentArray:
    """From seconds since 1970, int64[n]; what is negative becomes -infinity."""
    cells = np.empty(len(at), dtype=[("length", ">i4"), ("value", ">i8")])
    cells["length"], cells["value"] = 8, np.where(at < 0, _NEVER, (at - _EPOCH) * 1_000_000)
    return MomentArray(_head(1184, len(at), nulls=False) + cells.tobytes())


def optional_texts(words: Sequence[str]) -> TextArray:
    """From words without NUL; '' becomes null."""
    cells = [struct.pack(">i", len(cell)) + cell if cell else _NULL for cell in map(str.encode, words)]
    return TextArray(_head(25, len(cells), nulls=True) + b"".join(cells))


def _head(oid: int, count: int, *, nulls: bool) -> bytes:
    return struct.pack(">iiIii", 1, int(nulls), oid, count, 1)


class _ArrayDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: bytes) -> bytes:
        return bytes(obj)


for _kind, _oid in (
    (UuidArray, 2951), (BigintArray, 1016), (SmallintArray, 1005), (TextArray, 1009), (MomentArray, 1185)
):  # fmt: skip
    psycopg.adapters.register_dumper(_kind, type(f"{_kind.__name__}Dumper", (_ArrayDumper,), {"oid": _oid}))


class _Numbers(Loader):
    """bigint[] without nulls as int64[n]."""

    format = Format.BINARY

    def load(self, data: Buffer) -> np.ndarray:
        return _cells(data)["value"].astype(np.int64)


class _Moments(Loader):
    """timestamptz[] without nulls as seconds since 1970, int64[n]; -infinity is -1."""

    format = Format.BINARY

    def load(self, data: Buffer) -> np.ndarray:
        value = _cells(data)["value"].astype(np.int64)
        return np.where(value == _NEVER, -1, value // 1_000_000 + _EPOCH)


class _Ids(Loader):
    """uuid[] without nulls as uint8[n, 16]."""

    format = Format.BINARY

    def load(self, data: Buffer) -> np.ndarray:
        return _cells(data, ("value", np.uint8, 16))["value"]


def _cells(data: Buffer, value: tuple[object, ...] = ("value", ">i8")) -> np.ndarray:
    return np.frombuffer(data, dtype=np.dtype([("length", ">i4"), value]), offset=20)


def read_columns(cursor: psycopg.Cursor[Any]) -> None:
    """From now on the arrays of this cursor's binary answers come as NumPy's."""
    for oid, loader in ((1016, _Numbers), (1185, _Moments), (2951, _Ids)):
        cursor.adapters.register_loader(oid, loader)
