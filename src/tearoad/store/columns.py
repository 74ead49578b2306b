"""Columns to SQL and back: moments are seconds since 1970 and -1 for null, days count from 1970, ids are hex and ''
for null."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

READ = {
    "moment": "coalesce(extract(epoch FROM {0})::bigint, -1)",
    "day": "({0} - DATE '1970-01-01')",
    "day?": "coalesce({0} - DATE '1970-01-01', -1)",
    "uuid": "replace({0}::text, '-', '')",
    "uuid?": "coalesce(replace({0}::text, '-', ''), '')",
    "amount?": "coalesce({0}, -1)",
}
WRITE = {
    "moment": "CASE WHEN u.{0} >= 0 THEN to_timestamp(u.{0}) END",
    "day": "DATE '1970-01-01' + u.{0}",
    "day?": "DATE '1970-01-01' + nullif(u.{0}, -1)",
    "amount?": "nullif(u.{0}, -1)",
    "uuid?": "nullif(u.{0}, '')::uuid",
    # This configuration stems Russian words by Russian rules, and those in Latin letters by English ones.
    "words": "to_tsvector('pg_catalog.russian', u.{0})",
}
SQL_TYPE = {
    "moment": "bigint",
    "words": "text",
    "uuid?": "text",
    "day": "integer",
    "day?": "integer",
    "amount?": "bigint",
    "amount": "bigint",
    "code": "smallint",
    "flag": "boolean",
    "number": "integer",
}
DTYPE = {
    "moment": np.int64,
    "day": np.int64,
    "day?": np.int64,
    "amount?": np.int64,
    "amount": np.int64,
    "code": np.int8,
    "flag": np.bool_,
    "number": np.int64,
}
Kinds = Mapping[str, str]


def selected(kinds: Kinds) -> str:
    """The select list."""
    return ", ".join(READ.get(kind, "{0}").format(name) for name, kind in kinds.items())


def unnested(kinds: Kinds) -> str:
    """`unnest` of one parameter per column, as the table `u`."""
    arrays = ", ".join(f"%s::{SQL_TYPE.get(kind, kind)}[]" for kind in kinds.values())
    return f"unnest({arrays}) AS u({', '.join(kinds)})"


def written(kinds: Kinds) -> str:
    """The expressions that turn `u` into the columns."""
    return ", ".join(WRITE.get(kind, "u.{0}").format(name) for name, kind in kinds.items())


def insert(table: str, kinds: Kinds, rest: str = "") -> str:
    """One statement for a whole batch; its parameters are the cell and then the columns."""
    return (
        f"INSERT INTO {table} (cell_id, {', '.join(kinds)}) SELECT %s, {written(kinds)} FROM {unnested(kinds)} {rest}"  # noqa: S608 - names of this package's own tables
    )


def transposed(rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    """Columns of rows; `width` empty columns where there are none."""
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]


def arrays(kinds: Kinds, rows: Sequence[Sequence[Any]]) -> dict[str, np.ndarray]:
    """NumPy columns by name; words are object arrays."""
    columns = transposed(rows, len(kinds))
    found = {}
    for (name, kind), column in zip(kinds.items(), columns, strict=True):
        array: np.ndarray = np.empty(len(column), dtype=DTYPE.get(kind, object))
        array[:] = column
        found[name] = array
    return found


def lists(source: Any, names: Iterable[str]) -> list[list[Any]]:
    """Parameters from the columns of a batch."""
    return [getattr(source, name).tolist() for name in names]
