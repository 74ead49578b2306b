"""The words and figures of the report of a rehearsal, each in all three languages at once: one file speaks them all."""

import tomllib
from collections.abc import Iterable, Mapping
from math import isfinite
from pathlib import Path
from typing import Final

from tearoad.web.figures import NO_BREAK
from tearoad.web.words import LANGUAGES, word_of

Words = Mapping[str, str]  # the same said in each language

CATALOGUE: Final[Mapping[str, Mapping[str, Words]]] = tomllib.loads(
    Path(__file__).with_name("rehearsal_words.toml").read_text(encoding="utf-8")
)
FAMILIES: Final = tuple(CATALOGUE["metric"])
NOTHING: Final[Words] = dict.fromkeys(LANGUAGES, "–")
MILLION = 1_000_000
LONG = 10 * MILLION  # amounts from here on are told in millions


def said(key: str) -> Words:
    """The words of `key` ('section.name'); KeyError where the catalogue lacks it, for that is a bug of ours."""
    section, _, name = key.partition(".")
    return CATALOGUE[section][name]


def plain(text: str) -> Words:
    """What reads the same in every language: names, dates, codes."""
    return dict.fromkeys(LANGUAGES, text)


def joined(*parts: Words, by: str = " ") -> Words:
    return {code: by.join(part[code] for part in parts if part[code]) for code in LANGUAGES}


def in_each(texts: Mapping[str, str], otherwise: str) -> Words:
    """Texts of a scenario; a language that is missing gets the English, or what is said otherwise."""
    return {code: texts.get(code) or texts.get("en") or otherwise for code in LANGUAGES}


def family_of(metric: str) -> str:
    """'tonnes_waiting:moscow@2013-03-25' is of tonnes_waiting."""
    return metric.partition("@")[0].partition(":")[0]


def place_of(metric: str) -> str:
    """'tonnes_waiting:moscow@2013-03-25' is of moscow; '' of the whole road."""
    return metric.partition("@")[0].partition(":")[2]


def metric_words(metric: str) -> Words:
    """A metric by its family; one that the catalogue does not know is shown as it is."""
    family, place, day = family_of(metric), place_of(metric), metric.partition("@")[2]
    known = CATALOGUE["metric"].get(family) or plain(family.replace("_", " "))
    return joined(known, *(plain(part) for part in (place, day) if part), by=" · ")


def place_in_order(metric: str, sizes: Mapping[str, float]) -> tuple[int, float, str]:
    """Metrics in the order of the catalogue, the unknown ones last; within a family of places the largest first."""
    family = family_of(metric)
    size = sizes.get(metric, 0.0) if place_of(metric) else float("inf")
    return FAMILIES.index(family) if family in FAMILIES else len(FAMILIES), -size, metric


class Scale:
    """How the figures of one row are written: all with the same decimals and in the same unit."""

    def __init__(self, unit: str, values: Iterable[float | None]) -> None:
        found = [abs(value) for value in values if value is not None and isfinite(value)]
        most = max(found, default=0.0)
        money = unit == "currency" or unit.isupper()
        self.factor = 100.0 if unit == "share" else 1 / MILLION if money and most >= LONG else 1.0
        self.unit = _unit(unit, millions=self.factor < 1)
        most *= self.factor
        if unit == "share":
            self.decimals = 1 if most >= 10 else 2
        else:
            counted = unit == "items" and all(value == round(value) for value in found)
            self.decimals = 0 if counted or most >= 100 else 1 if most >= 10 else 2

    def figure(self, value: float | None, *, signed: bool = False) -> Words:
        """12,345.6 in zh and en, 12 345,6 in ru; a dash for what there is not."""
        if value is None or not isfinite(value):
            return NOTHING
        shown = round(value * self.factor, self.decimals)
        sign = "−" if shown < 0 else "+" if signed and shown > 0 else ""
        text = f"{sign}{abs(shown):,.{self.decimals}f}"
        russian = text.replace(",", NO_BREAK).replace(".", ",")
        return {code: russian if code == "ru" else text for code in LANGUAGES}

    def interval(self, low: float | None, high: float | None, *, signed: bool = False) -> Words | None:
        """Low to high, or nothing where one of them is missing."""
        if low is None or high is None or not (isfinite(low) and isfinite(high)):
            return None
        gap = " … " if signed else " – "
        return joined(self.figure(low, signed=signed), self.figure(high, signed=signed), by=gap)


def percent(ratio: float) -> Words:
    """A change in per cent: +12.3% in zh and en, +12,3 % in ru."""
    change = Scale("share", (ratio,)).figure(ratio, signed=True)
    return {code: f"{text}{NO_BREAK if code == 'ru' else ''}%" for code, text in change.items()}


def _unit(unit: str, *, millions: bool) -> Words:
    known = CATALOGUE["unit"].get(unit) or {code: word_of("currency", unit, code) for code in LANGUAGES}
    if not millions:
        return known
    # Chinese writes its words without gaps.
    return {code: f"{word}{'' if code == 'zh' else ' '}{known[code]}" for code, word in said("unit.million").items()}
