"""Numba's compiler, with a cache that is never stale.

Numba keeps what it compiled beside the source, and looks at the one file in which a function stands, not at those whose
functions and constants went into it: after a change there it would go on with the old. So the cache lies in a folder
that is named after all the kernels' sources.
"""

import os
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def _cache_folder() -> Path:
    sources = sorted(Path(__file__).parent.glob("*.py"))
    digest = blake2b(b"".join(path.read_bytes() for path in sources), digest_size=8).hexdigest()
    return Path(__file__).parent / "__pycache__" / f"numba-{digest}"


if os.access(Path(__file__).parent, os.W_OK):  # else numba's own place in the user's home: an installed package
    vars(numba.config)["CACHE_DIR"] = str(_cache_folder())


def njit(kernel: Kernel) -> Kernel:
    """The function, compiled at its first call and kept; other threads go on meanwhile, so nobody else changes what it
    was given. Divisors are never zero: nothing looks whether they are."""
    return cast("Kernel", numba.njit(cache=True, error_model="numpy", nogil=True)(kernel))


def borrowing(kernel: Kernel) -> Kernel:
    """The same for what a loop calls at every event with all its arrays: references to them are not counted, which took
    half of the time. It may make no array, nor give one back; numba compiles its own sorts in this way."""
    options: dict[str, Any] = {"_nrt": False}  # numba's types do not know it
    return cast("Kernel", numba.njit(cache=True, error_model="numpy", **options)(kernel))


def inlined(kernel: Kernel) -> Kernel:
    """The same, written into whatever calls it: for the few lines that a loop asks for every row."""
    return cast("Kernel", numba.njit(cache=True, error_model="numpy", inline="always")(kernel))
