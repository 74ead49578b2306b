"""The shipped road's timetable for the doors: read, laid out from a day on at both paces, changed, compared."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from tearoad.boot.road import CORRIDOR
from tearoad.network.chain import Beside, beside, only
from tearoad.network.changed_promises import Difference, Paces, differences, promises
from tearoad.network.departures import TooLarge, Window, departures, longest_gap, plan
from tearoad.network.drawn_way import Piece, drawn_ways
from tearoad.network.leg import LegBook, fitting
from tearoad.network.road import Lane, Road
from tearoad.network.timetable import Timetable, timetable
from tearoad.terms.days import DAY, day_number, day_word
from tearoad.terms.refusal import BadInput
from tearoad.wire.corridor import YEARS, read_corridor
from tearoad.wire.leg_chains import chains
from tearoad.wire.leg_changes import change_file, changed, changed_lanes
from tearoad.wire.legs import LegFiles, leg_book, leg_files
from tearoad.wire.shipped import corridor_folder

__all__ = [
    "Changed",
    "Laid",
    "changed_book",
    "compared",
    "fitting",
    "laid",
    "lanes_in_legs",
    "own_book",
    "own_road",
    "window_of",
]

HORIZON_DAYS = 120  # assumed: twice what the slowest way takes, and a sea voyage after it
LONGEST_GAP_DAYS = 30  # assumed: who has no service for a month is not in the timetable


class Laid(NamedTuple):
    """A timetable at both paces, as half of all carriage goes and as slow as nine of ten legs, from a day on."""

    book: LegBook
    window: Window
    usual: Timetable
    slow: Timetable


class Changed(NamedTuple):
    """The legs and lanes after a change, and what the change is called."""

    title: Mapping[str, str]
    book: LegBook
    lanes: tuple[Lane, ...]


@lru_cache(maxsize=1)
def _own() -> tuple[LegFiles, Road]:
    folder = corridor_folder(CORRIDOR)
    return leg_files(folder), read_corridor(folder).road


def own_road() -> Road:
    """The road that ships, with its lanes."""
    return _own()[1]


def own_book() -> LegBook:
    """The legs that ship."""
    return leg_book(*_own())


def changed_book(name: str) -> Changed:
    """The same after a change, which is a file or the name of one that ships; `BadInput` says what is amiss in it."""
    files, road = _own()
    title, after, lanes = changed(files, change_file(name, CORRIDOR))
    return Changed(title, leg_book(after, road), changed_lanes(road.lanes, lanes))


def window_of(at: int) -> Window:
    """From the day before a moment on; `BadInput` where the calendars do not reach so far."""
    first = at // DAY - 1
    begin, end = day_number(date(YEARS.start, 1, 2)), day_number(date(YEARS.stop, 1, 1))
    if not begin <= first < first + HORIZON_DAYS <= end:
        told = f"from {day_word(begin + 1)} until {day_word(end - HORIZON_DAYS)}, as far as calendars reach"
        raise BadInput(f"the day {day_word(first + 1)}: expected one {told}")
    return Window(first, HORIZON_DAYS)


def laid(book: LegBook, window: Window) -> Laid:
    """`BadInput` where a leg is in no service for a month, or the whole is too large to be searched."""
    try:
        found = plan(book, window)
    except TooLarge as error:
        raise BadInput(f"the timetable: {error}") from None
    _expect_service(book, window)
    return Laid(book, window, timetable(book, found), timetable(book, found, slow=True))


def _expect_service(book: LegBook, window: Window) -> None:
    rests = {country: days.tobytes() for country, days in book.closed.items()}
    for arc in book.arcs():
        leaves = departures(book.stops[arc.start].clock, arc.leg, rests, window)
        gap = longest_gap(leaves, arc.leg, window)
        if gap.until_day - gap.from_day >= LONGEST_GAP_DAYS:
            told = f"nothing leaves {arc.start} from {day_word(gap.from_day)} until {day_word(gap.until_day)}"
            raise BadInput(f"leg {arc.leg.id!r}: {told}, expected a departure within {LONGEST_GAP_DAYS} days")


def compared(before: LegBook, after: LegBook, at: int, grams: int, cm3: int) -> list[Difference]:
    """Every pair of places whose promise differs, over the orders of the week that begins at a moment."""
    window = window_of(at)
    told = []
    for book in (before, after):
        both = laid(fitting(book, grams, cm3), window)
        told.append(promises(Paces(both.usual, both.slow), at, grams, cm3))
    return differences(*told)


def lanes_in_legs(at: int) -> list[Beside]:
    """Each lane that is told in legs, beside what its legs make of it."""
    book, road, window = own_book(), own_road(), window_of(at)
    lanes = {lane.id: lane for lane in road.lanes}
    found = []
    for name, chain in chains(corridor_folder(CORRIDOR), book, road).items():
        both = laid(only(book, chain), window)
        found.append(beside(lanes[name], chain, book, Paces(both.usual, both.slow), at))
    return found


@lru_cache(maxsize=1)
def own_ways() -> dict[str, tuple[Piece, ...]]:
    """Where each lane of the road that ships runs, as maps draw it."""
    book, road = own_book(), own_road()
    return drawn_ways(road, book, chains(corridor_folder(CORRIDOR), book, road))
