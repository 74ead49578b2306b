"""What the content is said to be."""

from collections.abc import Callable

import numpy as np
import polars as pl

from tearoad.customs.checks.check import Of, Then, check
from tearoad.customs.checks.declared import Declared, flags

FORM = "UPU Convention Regulations, form CN 23 and its notes: a detailed description of each article"
MOST_CHARACTERS = 256
FEWEST_LETTERS = 3
# The sign that stands for what was no letter; control signs; Cyrillic of UTF-8 read as Western, and as windows-1251.
GARBLED = r"\x{FFFD}|[\x00-\x08\x0B\x0C\x0E-\x1F]|(?:[\x{D0}\x{D1}][^\sA-Za-z]){2}|(?:[РС][^\sа-яА-ЯёЁA-Za-z]){2}"


def _judged(d: Declared, judge: Callable[[pl.Series], pl.Series]) -> np.ndarray:
    """bool[n]: each different description is looked at once."""
    whole = d.description
    return flags(judge(pl.Series(list(whole.words), dtype=pl.String)))[whole.codes]


@check("C01", Of.LINE, FORM, "unverified")
def content_missing(d: Declared) -> np.ndarray:
    """The content is described."""
    return _judged(d, lambda words: words == "")


@check("C02", Of.LINE, FORM, "unverified")
def content_vague(d: Declared) -> np.ndarray:
    """The description says what the thing is, not only its colour, its size or that it is a gift."""
    return _judged(d, d.lists.vocabulary.vague) & ~content_missing.fails(d) & ~content_without_letters.fails(d)


@check("C03", Of.LINE, FORM, "unverified")
def content_without_letters(d: Declared) -> np.ndarray:
    """The description has words, not only numbers or signs."""
    return _judged(d, lambda words: (words != "") & ~words.str.contains(r"\p{L}"))


@check("C04", Of.LINE, "assumed: three letters, or one Chinese character", "assumed")
def content_too_short(d: Declared) -> np.ndarray:
    """The description is long enough to tell one thing from another."""

    def short(words: pl.Series) -> pl.Series:
        letters = words.str.count_matches(r"\p{L}")
        return (letters > 0) & (letters < FEWEST_LETTERS) & ~words.str.contains(r"\p{Han}")

    return _judged(d, short)


@check("C05", Of.LINE, "assumed: what the field of a customs item holds", "assumed")
def content_too_long(d: Declared) -> np.ndarray:
    """The description has at most 256 characters."""
    return _judged(d, lambda words: words.str.len_chars() > MOST_CHARACTERS)


@check("C06", Of.LINE, "assumed: traces of two encodings mixed, or of bytes that were no text", "assumed")
def content_garbled(d: Declared) -> np.ndarray:
    """The description can be read: no replacement signs, control signs, or letters of a wrong encoding."""
    return _judged(d, lambda words: words.str.contains(GARBLED))


@check("C07", Of.LINE, "assumed", "assumed")
def content_is_an_address(d: Declared) -> np.ndarray:
    """The description is in words, not the address of a page."""
    return _judged(d, lambda words: words.str.contains(r"(?i)https?://|www\."))


@check(
    "C08", Of.LINE, "UPU Convention, dangerous goods: words of what may not fly without papers", "assumed", Then.SCAN
)
def content_may_be_dangerous(d: Declared) -> np.ndarray:
    """No word speaks of batteries, gas, acid, poison, radiation, arms or what burns: such goods are looked at."""
    return _judged(d, d.lists.vocabulary.dangerous)


CHECKS = (
    content_missing, content_vague, content_without_letters, content_too_short, content_too_long, content_garbled,
    content_is_an_address, content_may_be_dangerous,
)  # fmt: skip
