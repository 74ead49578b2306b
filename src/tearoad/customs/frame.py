"""Goods as a Polars frame, one row an item line, made into columns that can be assessed; every row is understood or
its parcel has a fault in words.

| column | what | where it is missing |
|---|---|---|
| parcel_id, value_minor, currency, weight_grams, origin, destination, accepted_on | see `customs.goods` | an error |
| line | a whole number, once in each parcel | the position of the row in its parcel |
| hs | 6 to 10 digits | '' (nobody said) |
| quantity | a whole number of pieces | 1 |
| subject | one of SUBJECTS | '' (the default of the day) |
| postage_minor | minor units, of the parcel | 0 |
| seller_registered | true or false, of the parcel | false |
| consignee_id | whoever receives it | '' (nobody is named) |

Values, weights and quantities are those of the line, postage, currency, places, day, subject and consignee those of the
parcel: they must agree in all of its lines. `accepted_on` is a day at the place of clearance, or a moment with a zone.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import polars_hash
import pycountry

from tearoad.customs.goods import NOBODY, SUBJECTS, Coded, Goods
from tearoad.customs.rule import BOOK_BEGINS, BOOK_ENDS, Territory
from tearoad.kernel.duty_columns import LARGEST_GRAMS, LARGEST_MINOR, LARGEST_QUANTITY, MOST_LINES
from tearoad.terms.days import day_number
from tearoad.terms.money import EXPONENTS
from tearoad.terms.refusal import BadInput

REQUIRED = ("parcel_id", "value_minor", "currency", "weight_grams", "origin", "destination", "accepted_on")
OPTIONAL: Mapping[str, object] = {
    "hs": "", "quantity": 1, "subject": "", "postage_minor": 0, "seller_registered": False,
    "consignee_id": "",
}  # fmt: skip
NUMBERS = {
    "line": (0, LARGEST_QUANTITY),
    "quantity": (1, LARGEST_QUANTITY),
    "value_minor": (0, LARGEST_MINOR),
    "weight_grams": (1, LARGEST_GRAMS),
    "postage_minor": (0, LARGEST_MINOR),
}
# What all lines of a parcel have alike, and the columns in which a user finds it.
OF_PARCEL = {
    "currency": "currency", "origin": "origin", "destination": "destination", "subject": "subject",
    "day": "accepted_on", "postage_minor": "postage_minor", "registered": "seller_registered", "person": "consignee_id",
}  # fmt: skip
NOT_A_DAY = np.iinfo(np.int64).min
FAR_DAYS = 10**6  # from 1970; Python's calendar ends in the year 9999
# Countries, and what customs tell apart beside them: the Canaries, Ceuta and Melilla, Northern Ireland, Kosovo.
PLACES = frozenset({"IC", "EA", "XI", "XK"} | {country.alpha_2 for country in pycountry.countries})


class Read(NamedTuple):
    """Goods, the ids of their parcels, and the `line` of each row as its file has it. Two kinds of faults, bool[m]:
    `unread`, what is there is not understood, and `repeated`, a line's number stands twice in the parcel."""

    goods: Goods
    parcel_ids: pl.Series
    line: np.ndarray
    unread: np.ndarray
    repeated: np.ndarray


class _Fault(NamedTuple):
    """What is wrong with a row, and in which column."""

    column: str
    words: str


class _Rows:
    """The columns of the frame as numbers; `faults` has the first of each row in words."""

    def __init__(self, frame: pl.DataFrame, territories: Mapping[str, Territory]) -> None:
        self.faults: dict[int, _Fault] = {}
        self.columns: dict[str, np.ndarray] = {}
        self.words: dict[str, Coded] = {}
        self.texts = {name: text_of(frame[name]) for name in ("parcel_id", "hs", "currency", "origin", "destination",
                                                            "subject", "consignee_id")}  # fmt: skip
        for name, (least, most) in NUMBERS.items():
            if name in frame.columns:
                self._number(name, frame[name], least, most)
        places = PLACES | set(territories)
        self._word("hs", lambda word: not word or (word.isascii() and word.isdigit() and 6 <= len(word) <= 10),
                   "6 to 10 digits")  # fmt: skip
        self._word("currency", EXPONENTS.__contains__, "a currency code of ISO 4217 that is reckoned in here")
        self._word("origin", places.__contains__, "a country or territory code of two letters")
        self._word("destination", places.__contains__, "a country or territory code of two letters")
        self._word("subject", lambda word: word in ("", *SUBJECTS), f"one of {', '.join(SUBJECTS)}")
        self._registered(frame["seller_registered"])
        self._day(frame["accepted_on"], territories)
        names = self.texts["consignee_id"]
        self.columns["person"] = np.where((names == "").to_numpy(), NOBODY, fingerprint(names))

    def blame(self, name: str, rows: np.ndarray, value: pl.Series, expected: str) -> None:
        """The first fault of each row stands."""
        for row in rows.tolist():
            self.faults.setdefault(row, _Fault(name, _blamed(name, value[row], expected)))

    def _number(self, name: str, column: pl.Series, least: int, most: int) -> None:
        number = whole_numbers(column, least, most)
        bad = number.is_null()
        if bad.any():
            self.blame(name, np.flatnonzero(bad.to_numpy()), column, f"a whole number from {least} to {most}")
            number = number.fill_null(least)
        self.columns[name] = number.to_numpy()

    def _word(self, name: str, good: object, expected: str) -> None:
        assert callable(good)
        whole = coded_words(self.texts[name])
        wrong = np.array([not good(word) for word in whole.words])
        if wrong.any():
            self.blame(name, np.flatnonzero(wrong[whole.codes]), self.texts[name], expected)
        self.words[name], self.columns[name] = whole, whole.codes

    def _registered(self, column: pl.Series) -> None:
        if column.dtype == pl.Boolean:
            self.columns["registered"] = column.fill_null(value=False).cast(pl.Int64).to_numpy()
            return
        told = {"true": 1, "1": 1, "yes": 1, "false": 0, "0": 0, "no": 0, "": 0}
        whole = coded_words(text_of(column).str.to_lowercase())
        value = whole.mapped(told, NOT_A_DAY)
        self.blame("seller_registered", np.flatnonzero(value == NOT_A_DAY), column, "true or false")
        self.columns["registered"] = np.maximum(value, 0)

    def _day(self, column: pl.Series, territories: Mapping[str, Territory]) -> None:
        if column.dtype in (pl.Date, pl.Datetime):
            far = column.cast(pl.Date).to_physical().abs() > FAR_DAYS
            column = pl.select(pl.when(far.fill_null(value=False)).then(None).otherwise(column)).to_series()
        if column.dtype == pl.Date:
            day = column.cast(pl.Int64).fill_null(NOT_A_DAY).to_numpy()
        else:
            day = _days_of(column, self.words["destination"], territories)
        inside = (day >= day_number(BOOK_BEGINS)) & (day < day_number(BOOK_ENDS))
        self.blame("accepted_on", np.flatnonzero(~inside), column,
                   f"a day of the book, {BOOK_BEGINS} to before {BOOK_ENDS}")  # fmt: skip
        self.columns["day"] = np.where(inside, day, day_number(BOOK_BEGINS))


def read(frame: pl.DataFrame, territories: Mapping[str, Territory]) -> Read:
    """Goods of a frame; `BadInput` where a column is missing. A parcel with a row at fault has its fault."""
    missing = sorted(set(REQUIRED) - set(frame.columns))
    if missing:
        raise BadInput(f"columns {', '.join(missing)} are missing; expected {', '.join(REQUIRED)}")
    absent = [pl.lit(value).alias(name) for name, value in OPTIONAL.items() if name not in frame.columns]
    given = "line" in frame.columns
    rows = _Rows(frame.with_columns(absent) if absent else frame, territories)
    ids = rows.texts["parcel_id"]
    rows.blame("parcel_id", np.flatnonzero((ids == "").to_numpy()), ids, "a word")
    parcel = ids.rank("dense").to_numpy().astype(np.int64) - 1
    first = first_rows(parcel)
    line = rows.columns["line"] if given else _position(parcel)
    _agree(rows, parcel, first)
    faults = _faults(rows, parcel, line, len(first))
    unread, repeated = np.zeros((2, len(first)), dtype=bool)
    unread[list(faults)] = True
    again = _again(parcel, line, frame["line"]) if given else parcel[:0]
    repeated[parcel[again]] = True
    place = _position(parcel) if len(again) else line
    for row in again.tolist():
        said = _blamed("line", frame["line"][row], "each number once in a parcel")
        faults.setdefault(int(parcel[row]), f"line {place[row]}, {said}")
    return Read(_goods(rows, parcel, first, line, faults), ids.gather(first), line, unread, repeated)


def _blamed(name: str, value: object, expected: str) -> str:
    said = "nothing" if value is None else repr(str(value))  # alike, whatever the file
    return f"column {name}: {said}, expected {expected}"


def _agree(rows: _Rows, parcel: np.ndarray, first: np.ndarray) -> None:
    for name, said in OF_PARCEL.items():
        column = rows.columns[name]
        for row in np.flatnonzero(column != column[first][parcel]).tolist():
            words = f"column {said}: another than in the first line of the parcel"
            rows.faults.setdefault(row, _Fault(said, words))


def _position(parcel: np.ndarray) -> np.ndarray:
    """Of each row the position in its parcel, from 1."""
    order, count = np.argsort(parcel, kind="stable"), np.bincount(parcel)
    place = np.empty(len(parcel), dtype=np.int64)
    place[order] = np.arange(len(parcel)) - (np.cumsum(count) - count)[parcel[order]] + 1
    return place


def _again(parcel: np.ndarray, line: np.ndarray, column: pl.Series) -> np.ndarray:
    """Rows whose number stood in their parcel before, in their order; a cell that is no number repeats none."""
    if ((np.diff(parcel) > 0) | ((np.diff(parcel) == 0) & (np.diff(line) > 0))).all():
        return parcel[:0]
    rows = np.flatnonzero(whole_numbers(column, *NUMBERS["line"]).is_not_null().to_numpy())
    order = rows[np.lexsort((line[rows], parcel[rows]))]
    twice = (np.diff(parcel[order]) == 0) & (np.diff(line[order]) == 0)
    return np.sort(order[1:][twice])


def _faults(rows: _Rows, parcel: np.ndarray, line: np.ndarray, count: int) -> dict[int, str]:
    """By parcel the first thing that is not understood."""
    faults: dict[int, str] = {}
    place = _position(parcel) if rows.faults else line
    for row, fault in sorted(rows.faults.items()):
        number = place[row] if fault.column == "line" else line[row]  # a line's number may be what is wrong
        faults.setdefault(int(parcel[row]), f"line {number}, {fault.words}")
    for name, most in (("value_minor", LARGEST_MINOR), ("weight_grams", LARGEST_GRAMS)):
        summed = np.zeros(count, dtype=np.int64)
        np.add.at(summed, parcel, rows.columns[name])
        for one in np.flatnonzero(summed > most).tolist():
            faults.setdefault(one, f"column {name}: {summed[one]} in all lines, expected at most {most}")
    for one in np.flatnonzero(np.bincount(parcel, minlength=count) > MOST_LINES).tolist():
        faults[one] = f"more than {MOST_LINES} lines"
    return faults


def _goods(rows: _Rows, parcel: np.ndarray, first: np.ndarray, line: np.ndarray, faults: Mapping[int, str]) -> Goods:
    whole = rows.columns
    fault = np.zeros(len(first), dtype=np.int64)
    fault[list(faults)] = np.arange(1, len(faults) + 1)

    def of_parcel(name: str) -> Coded:
        return Coded(whole[name][first], rows.words[name].words)

    return Goods(
        parcel=parcel,
        number=line,
        hs=rows.words["hs"],
        quantity=whole["quantity"],
        value_minor=whole["value_minor"],
        weight_grams=whole["weight_grams"],
        currency=of_parcel("currency"),
        origin=of_parcel("origin"),
        destination=of_parcel("destination"),
        subject=of_parcel("subject"),
        day=whole["day"][first],
        postage_minor=whole["postage_minor"][first],
        registered=whole["registered"][first],
        person=whole["person"][first],
        consignees=lambda places: rows.texts["consignee_id"].gather(first[places]).to_list(),
        fault=Coded(fault, ("", *faults.values())),
    )


def fingerprint(column: pl.Series) -> np.ndarray:
    """int64[n]: XXH3 of each word, the same on every machine and in every version."""
    hashed = column.to_frame("word").select(polars_hash.col("word").nchash.xxh3_64()).to_series()
    return hashed.to_numpy().view(np.int64)


def whole_numbers(column: pl.Series, least: int, most: int) -> pl.Series:
    """Int64, null where a cell is no whole number from `least` to `most`."""
    kind = column.dtype
    if kind.is_float():
        whole = column.is_finite() & (column.floor() == column) & (column.abs() < 2**53)
        number = column.set(~whole.fill_null(False), None).cast(pl.Int64)
    elif kind.is_decimal():
        number = column.cast(pl.Int64, strict=False).set(column.floor() != column, None)
    elif kind.is_integer() or kind in (pl.String, pl.Null):
        number = column.cast(pl.Int64, strict=False)
    else:  # true, a day or a list is no number, even where one could be made of it
        number = pl.repeat(None, len(column), dtype=pl.Int64, eager=True)
    outside = ~number.is_between(least, most)
    return number.set(outside, None) if outside.any() else number


def text_of(column: pl.Series) -> pl.Series:
    try:
        return column.cast(pl.String).fill_null("")
    except pl.exceptions.PolarsError:
        raise BadInput(f"column {column.name}: {column.dtype}, expected words in UTF-8") from None


def coded_words(column: pl.Series) -> Coded:
    words = column.unique().sort()
    codes = column.cast(pl.Enum(words)).to_physical().to_numpy().astype(np.int64)
    return Coded(codes, tuple(words.to_list()))


def first_rows(codes: np.ndarray) -> np.ndarray:
    """The first row with each code, int64[1 + the largest]."""
    first = np.empty(int(codes.max()) + 1 if len(codes) else 0, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return first


def _days_of(column: pl.Series, destination: Coded, territories: Mapping[str, Territory]) -> np.ndarray:
    """Day numbers at the place of clearance; a moment without a zone is told by the clock there."""
    zones = [ZoneInfo(territories[word].time_zone) if word in territories else UTC for word in destination.words]
    if column.dtype == pl.String:
        column = column.fill_null("")
    unique = column.unique()
    said = column.to_frame("said").join(unique.to_frame("said").with_row_index("at"), on="said", maintain_order="left",
                                        nulls_equal=True)["at"].to_numpy().astype(np.int64)  # fmt: skip
    pairs, back = np.unique(said * max(1, len(zones)) + destination.codes, return_inverse=True)
    moments = [_moment(value) for value in unique.to_list()]
    days = [_day_at(moments[pair // len(zones)], zones[pair % len(zones)]) for pair in pairs.tolist()]
    return np.array(days, dtype=np.int64)[back]


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
    except ValueError:
        return None


def _day_at(moment: datetime | None, zone: tzinfo) -> int:
    if moment is None:
        return NOT_A_DAY
    try:
        return day_number((moment.astimezone(zone) if moment.tzinfo else moment).date())
    except OverflowError:  # at an end of the calendar
        return NOT_A_DAY
