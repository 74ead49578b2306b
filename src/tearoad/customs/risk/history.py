"""What inspections found before, by any combination of columns: how many were looked at, and in how many fraud was."""

from typing import NamedTuple

import numpy as np

from tearoad.kernel.fingerprint import fold


class Table(NamedTuple):
    """Ascending `keys` uint64[m]; `seen` and `found` float32[m]: weights of what was inspected, and of its fraud."""

    keys: np.ndarray
    seen: np.ndarray
    found: np.ndarray

    def asked(self, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """float32[n] seen and found for keys uint64[n]; nothing where a key is new."""
        if not len(self.keys):
            return np.zeros(len(keys), np.float32), np.zeros(len(keys), np.float32)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = self.keys[at] == keys
        return np.where(known, self.seen[at], np.float32(0)), np.where(known, self.found[at], np.float32(0))


def joined(columns: list[np.ndarray]) -> np.ndarray:
    """uint64[n]: one key for columns int64[n]."""
    keys = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        fold(keys, column)
    return keys


def learn(keys: np.ndarray, weight: np.ndarray, fraud: np.ndarray) -> Table:
    """From inspected rows: keys uint64[n], weight float64[n], fraud 0 or 1 [n]."""
    known, at = np.unique(keys, return_inverse=True)
    seen = np.bincount(at, weight, len(known)).astype(np.float32)
    return Table(known, seen, np.bincount(at, weight * fraud, len(known)).astype(np.float32))


def without_own_fold(
    keys: np.ndarray, weight: np.ndarray, fraud: np.ndarray, folds: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """float32[n] seen and found, for each row learned from the rows of all other folds alone (0 <= folds < count)."""
    known, at = np.unique(keys, return_inverse=True)
    own = at * count + folds
    found = []
    for value in (weight, weight * fraud):
        whole = np.bincount(at, value, len(known))[at]
        mine = np.bincount(own, value, len(known) * count)[own]
        found.append(np.maximum(whole - mine, 0.0).astype(np.float32))
    return found[0], found[1]
