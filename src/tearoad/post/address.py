"""An address and its name judged by the rules of its country, every fault at once, and written for the other side too.

The original stays as it is beside: `normalised` tidies it, `latin` is what is read abroad.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

import phonenumbers

from tearoad.post import latin
from tearoad.post.address_rules import COUNTRIES, Area, area_of, good_postcode, has_areas, needed
from tearoad.post.cells import Shape, mixed, plain_digits, shape_of, tidy, unwanted
from tearoad.post.latin import Letters

COLUMNS = ("country", "name", "phone", "postcode", "area", "city", "street")
TEXTS = ("name", "area", "city", "street")
MOST = 35  # characters of a line of a label (assumed)
MOST_READ = 500  # of a cell, beyond which nothing more is said of it (assumed)
MOST_SHOWN = 40
_LATIN = {"name": latin.name, "street": latin.street, "city": latin.city, "area": latin.area}


class Wrong(StrEnum):
    """What is wrong with a cell."""

    MISSING = "missing"
    NOT_COUNTRY = "not a country whose addresses are known here"
    TOO_LONG = "too long for a line of a label"
    CHARACTERS = "characters that no label has"
    MIXED_SCRIPTS = "a word of two scripts"
    SWAPPED = "looks like another column's"
    NOT_POSTCODE = "not a postcode"
    OTHER_POSTCODE = "not a postcode of the area"
    NOT_AREA = "not an area of the country"
    NOT_PHONE = "not a telephone number"
    NOT_LATIN = "cannot be written in Latin letters"


class Fault(NamedTuple):
    """One cell, cut where it is long, and what was expected there."""

    column: str
    value: str
    wrong: Wrong
    expected: str

    def __str__(self) -> str:
        return f"column {self.column}: {self.value!r}: {self.wrong}, expected {self.expected}"


class Checked(NamedTuple):
    """Without faults it is good. `latin` has the texts in Latin letters; a cell that is bad there is ''."""

    faults: tuple[Fault, ...]
    normalised: Mapping[str, str]
    latin: Mapping[str, str]


def checked(said: Mapping[str, str], letters: Letters) -> Checked:
    """`said` has every one of COLUMNS, '' where nothing is said."""
    row = {name: tidy(said[name][:MOST_READ]) for name in COLUMNS}
    row["postcode"] = plain_digits(row["postcode"])
    faults = [*_characters(said)]
    country = row["country"]
    if country not in COUNTRIES:
        wrong = Wrong.NOT_COUNTRY if country else Wrong.MISSING
        faults.append(_fault(row, "country", wrong, f"one of {', '.join(COUNTRIES)}"))
        return Checked(_in_order(faults), row, {})
    phone = _phone(row)
    swapped = {one.column: one for one in _swapped(row, phone, letters)}
    faults += swapped.values()
    area = _area(row, letters)
    faults += [one for one in _places(row, area) if one.column not in swapped]
    if row["phone"] and not phone and "phone" not in swapped:
        faults.append(_fault(row, "phone", Wrong.NOT_PHONE, f"a number that {country} or the world can dial"))
    row |= {"area": area.name if area else row["area"], "phone": phone or row["phone"]}
    bad = {one.column for one in faults}
    written = {name: _LATIN[name](row[name], letters) if name not in bad else "" for name in TEXTS}
    faults += [_fault(row, name, Wrong.NOT_LATIN, f"others than {left}")
               for name, text in written.items() if (left := latin.not_latin(text))]  # fmt: skip
    return Checked(_in_order(faults), row, written)


def _in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda one: COLUMNS.index(one.column)))


def _fault(row: Mapping[str, str], column: str, wrong: Wrong, expected: str) -> Fault:
    return Fault(column, row[column][:MOST_SHOWN], wrong, expected)


def _characters(said: Mapping[str, str]) -> Iterator[Fault]:
    for name in COLUMNS:
        text = said[name]
        most = MOST if name in TEXTS else MOST_READ
        if len(text) > MOST_READ or len(tidy(text)) > most:
            yield _fault(said, name, Wrong.TOO_LONG, f"at most {most} characters")
        if strange := unwanted(text[:MOST_READ]):
            yield _fault(said, name, Wrong.CHARACTERS, f"none of {strange}")
        if name in TEXTS and (foreign := mixed(text[:MOST_READ])):
            yield _fault(said, name, Wrong.MIXED_SCRIPTS, f"one script, without {foreign}")


def _swapped(row: Mapping[str, str], phone: str, letters: Letters) -> Iterator[Fault]:
    """Cells that look like those of another column; a city that is an area where the area is none."""
    for name in TEXTS:
        shape = shape_of(row[name])
        if shape in (Shape.POSTCODE, Shape.PHONE) or (shape is Shape.STREET and name != "street"):
            yield _fault(row, name, Wrong.SWAPPED, f"a text for {name}, this looks like {shape.value}")
    for name, others in (("postcode", (Shape.TEXT, Shape.STREET, Shape.PHONE)),
                         ("phone", (Shape.TEXT, Shape.STREET, Shape.POSTCODE))):  # fmt: skip
        shape = shape_of(row[name])
        if shape in others and not (name == "phone" and phone):
            yield _fault(row, name, Wrong.SWAPPED, f"a {name}, this looks like {shape.value}")
    country, city, area = row["country"], row["city"], row["area"]
    known = has_areas(country) and city and area and shape_of(city) is Shape.TEXT and shape_of(area) is Shape.TEXT
    if known and _known_area(country, city, letters) and not _known_area(country, area, letters):
        yield _fault(row, "city", Wrong.SWAPPED, "a city, this looks like an area")
        yield _fault(row, "area", Wrong.SWAPPED, "an area, this looks like a city")


def _known_area(country: str, text: str, letters: Letters) -> Area | None:
    return area_of(country, letters.also.get(text.casefold(), text))


def _area(row: Mapping[str, str], letters: Letters) -> Area | None:
    """What is said, or the city where it is an area by itself, as Moscow is."""
    return _known_area(row["country"], row["area"] or row["city"], letters)


def _places(row: Mapping[str, str], area: Area | None) -> Iterator[Fault]:
    country = row["country"]
    required = needed(country) | {"name"}
    for name in ("name", "postcode", "area", "city", "street"):
        if name in required and not row[name] and not (name == "area" and area):
            yield _fault(row, name, Wrong.MISSING, f"what addresses of {country} need")
    if row["area"] and has_areas(country) and area is None:
        yield _fault(row, "area", Wrong.NOT_AREA, f"a first-level area of {country}")
    if row["postcode"] and not good_postcode(country, None, row["postcode"]):
        yield _fault(row, "postcode", Wrong.NOT_POSTCODE, "six digits")
    elif row["postcode"] and area and not good_postcode(country, area, row["postcode"]):
        yield _fault(row, "postcode", Wrong.OTHER_POSTCODE, f"a postcode of {area.name}")


def _phone(row: Mapping[str, str]) -> str:
    """By E.164; '' where it is none that is in use."""
    try:
        found = phonenumbers.parse(row["phone"], row["country"])
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(found):
        return ""
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
