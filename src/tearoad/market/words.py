"""Words by which goods are found. Titles and what a buyer types go through the same function, so they always meet.

PostgreSQL stems words and knows no Chinese: a run of Chinese is cut into its characters and its pairs of neighbours, so
any word of two characters is found. What comes out is small letters and digits alone, which makes it safe in a tsquery.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

LONGEST_TEXT = 200  # characters that a buyer may type
LONGEST_WORD = 50  # what is longer is cut, in titles and queries alike
SHORTEST_BEGINNING = 2  # letters: with one, half of the catalogue begins
MOST_WORDS = 300  # of one title
WORD = re.compile(r"[^\W_]+")
# Han with its extensions, the signs for repetition and zero, kana: written without spaces between words.
IDEOGRAPHS = "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUN = re.compile(f"([{IDEOGRAPHS}]+)")
IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")


class Asked(NamedTuple):
    """Bodies of tsqueries, all '' where no word was typed: the words but the last, the last one as a whole word, and as
    the beginning of one."""

    others: str
    last: str
    begun: str


def indexed(*titles: str) -> str:
    """The words of titles with a space between them, what is to be made a tsvector of."""
    words: dict[str, None] = {}
    for title in titles:
        words |= dict.fromkeys(list(_words(title, whole=True))[:MOST_WORDS])
    return " ".join(words)


def asked(text: str) -> Asked:
    """All words must be there; the last one typed may be the beginning of a word, where it has two letters or more."""
    found = list(dict.fromkeys(_words(text[:LONGEST_TEXT], whole=False)))
    if not found:
        return Asked("", "", "")
    *others, last = found
    begun = len(last) >= SHORTEST_BEGINNING and not IDEOGRAPH.match(last)
    return Asked(" & ".join(others), last, f"{last}:*" if begun else last)


def _words(text: str, *, whole: bool) -> Iterator[str]:
    """A run of ideographs as pairs of neighbours; as its single characters too where `whole`, or where it has one."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("ё", "е")
    for token in WORD.findall(plain):
        for piece in RUN.split(token):
            if not piece:
                continue
            if not IDEOGRAPH.match(piece):
                yield piece[:LONGEST_WORD]
                continue
            if whole or len(piece) == 1:
                yield from piece
            yield from (piece[at : at + 2] for at in range(len(piece) - 1))
