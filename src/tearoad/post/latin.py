"""Names and places in Latin letters for the other side; the original always stays beside.

Names of persons follow ICAO 9303, as passports do; streets and places of Russia a scheme that is easier to read
(Wikipedia's). Chinese is read by pinyin without tones, ü as YU (passports); a person's first character by a table of
surnames.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from iuliia import ICAO_DOC_9303, WIKIPEDIA
from pypinyin import lazy_pinyin
from pypinyin.seg.mmseg import seg

_CYRILLIC = re.compile("[\u0400-\u04ff]+")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
_PARTS = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+|[^\u3400-\u4dbf\u4e00-\u9fff]+")
_ENDS = "省市区县镇乡村路街道巷弄号栋楼层室"  # after which a part of an address ends: assumed
MOST_OF_A_PERSON = 4  # characters of a name; longer ones are taken for a firm's: assumed
_APART: Any = list  # characters without pinyin, one by one
DOT = "·"  # between parts of names that were not Chinese to begin with


@dataclass(frozen=True)
class Letters:
    """What the libraries do not know: pinyin of surnames, Latin of letters that Russian has not, Latin names of areas
    and cities, and what else an area is called, in small letters."""

    surnames: Mapping[str, str]
    cyrillic: Mapping[str, str]
    areas: Mapping[str, str]
    cities: Mapping[str, str]
    also: Mapping[str, str]


def name(text: str, letters: Letters) -> str:
    """Of a person, or of a firm where the name is long."""
    return _cyrillic(_chinese_name(text, letters), ICAO_DOC_9303.translate, letters)


def street(text: str, letters: Letters) -> str:
    """Of a street with its house."""
    return _cyrillic(_chinese_street(text), WIKIPEDIA.translate, letters)


def city(text: str, letters: Letters) -> str:
    """Of a city; the word for one is left out in Chinese."""
    whole = text.removesuffix("市") if len(text) > 2 else text
    return letters.cities.get(whole) or _cyrillic(_chinese_street(whole), WIKIPEDIA.translate, letters)


def area(text: str, letters: Letters) -> str:
    """Of a first-level area, as it is normalised."""
    return letters.areas.get(text) or _cyrillic(_chinese_street(text), WIKIPEDIA.translate, letters)


def not_latin(text: str) -> str:
    """Letters that are not Latin, sorted."""
    return "".join(sorted({one for one in text if one.isalpha() and "LATIN" not in unicodedata.name(one, "")}))


def _cyrillic(text: str, translate: Callable[[str], str], letters: Letters) -> str:
    """Word by word: what is all capitals stays so, as 'Щ' has four letters."""

    def word(found: re.Match[str]) -> str:
        whole = found[0]
        if len(whole) > 1 and whole.isupper():
            return translate(_plain(whole.lower(), letters)).upper()
        return translate(_plain(whole, letters))

    return _CYRILLIC.sub(word, text)


def _plain(word: str, letters: Letters) -> str:
    """Letters that Russian has not, in Latin already."""
    return "".join(_cased(one, letters.cyrillic.get(one.lower(), one)) for one in word)


def _cased(one: str, latin: str) -> str:
    return latin.capitalize() if one.isupper() and latin != one else latin


def _chinese_name(text: str, letters: Letters) -> str:
    whole = text.replace(" ", "") if _HAN.fullmatch(text.replace(" ", "")) else text
    if _HAN.fullmatch(whole) and 2 <= len(whole) <= MOST_OF_A_PERSON:
        length = 2 if len(whole) > 2 and whole[:2] in letters.surnames else 1
        surname = letters.surnames.get(whole[:length]) or "".join(_syllables(whole[:length]))
        return f"{surname.capitalize()} {''.join(_syllables(whole[length:])).capitalize()}"
    if DOT in whole and all(_HAN.fullmatch(part) for part in whole.split(DOT)):
        return " ".join("".join(_syllables(part)).capitalize() for part in whole.split(DOT))
    return _HAN.sub(lambda found: _spaced(seg.cut(found[0])), whole)


def _chinese_street(text: str) -> str:
    if not _HAN.search(text):
        return text
    found = [_places(part) if _HAN.match(part) else part.strip() for part in _PARTS.findall(text)]
    return " ".join(one for one in found if one)


def _places(text: str) -> str:
    """Cut where a part of an address ends, and before the word for what it is: 余杭区 = Yuhang Qu. It is read before it
    is cut, as 朝 is one thing alone and another before 阳."""
    read = _syllables(text)
    words, begins = [], 0
    for at, one in enumerate(text):
        if one in _ENDS:
            words += [read[begins:at], read[at : at + 1]]
            begins = at + 1
    words.append(read[begins:])
    return " ".join(_joined(word) for word in words if word)


def _joined(syllables: Sequence[str]) -> str:
    """One word; an apostrophe where its syllables could be cut otherwise: xi an = Xi'an."""
    first, *others = syllables
    return first.capitalize() + "".join(f"'{one}" if one[0] in "aeo" else one for one in others)


def _spaced(words: Iterable[str]) -> str:
    return " ".join("".join(_syllables(one)).capitalize() for one in words)


@lru_cache(4_096)
def _syllables(text: str) -> tuple[str, ...]:
    """One for each character; a phrase is read as a whole, so that 重庆 is chong qing."""
    return tuple(one.replace("v", "yu") for one in lazy_pinyin(text, errors=_APART))
