"""Which descriptions say nothing: a name, a colour, a size or a number alone does not tell what a thing is."""

from dataclasses import dataclass
from functools import cached_property

import polars as pl

LETTERS = r"\p{L}[\p{L}\p{M}'’]*"
# Addresses; numbers of articles, of whose parts between hyphens several have digits; else what is one piece with a
# digit: sizes, models. Only Latin letters belong to them: what stands beside a digit in Chinese or Russian is a word.
REFERENCES = (
    r"https?://\S*|www\.\S*|[\w.+-]+@[\w-]+\.\w+"
    r"|[a-z0-9_.-]*[0-9][a-z0-9_.]*-[a-z0-9_.-]*[0-9][a-z0-9_.-]*|[a-z_]*[0-9][a-z0-9_.]*"
)


@dataclass(frozen=True)
class Vocabulary:
    """`empty` are words, in small letters, after which nobody knows what lies in the parcel; `danger` are beginnings of
    words, as patterns, of what may not fly without papers."""

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
