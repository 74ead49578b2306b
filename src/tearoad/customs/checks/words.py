"""Which descriptions say nothing: a name, a colour, a size or a number alone does not tell what a thing is."""

from dataclasses import dataclass
from functools import cached_property

import polars as pl

LETTERS = r"\p{L}[\p{L}\p{M}'’]*"
# Addresses, and what has a digit in it: sizes, models, numbers of articles.
REFERENCES = r"(?i)https?://\S*|www\.\S*|[\w.+-]+@[\w-]+\.\w+|[A-Za-z_-]*\d[\w.-]*"


@dataclass(frozen=True)
class Vocabulary:
    """`empty` are words, in small letters, after which nobody knows what lies in the parcel; `danger` are beginnings of
    words of what may not fly without papers."""

    empty: frozenset[str]
    danger: tuple[str, ...]

    @cached_property
    def _empty(self) -> pl.Series:
        return pl.Series(sorted(self.empty), dtype=pl.String)

    def vague(self, texts: pl.Series) -> pl.Series:
        """bool: of the words of each text none says what it is."""
        words = texts.str.to_lowercase().str.replace_all(REFERENCES, " ").str.extract_all(LETTERS)
        telling = words.list.eval(pl.element().filter((pl.element().str.len_chars() > 1) | _han(pl.element())))
        return telling.list.set_difference(self._empty.implode()).list.len() == 0

    def dangerous(self, texts: pl.Series) -> pl.Series:
        """bool: a word of each text begins as one of danger does."""
        begin = "|".join(self.danger)
        return texts.str.contains(rf"(?i)(?:^|[^\p{{L}}]|\p{{Han}})(?:{begin})")


def _han(words: pl.Expr) -> pl.Expr:
    return words.str.contains(r"^\p{Han}")
