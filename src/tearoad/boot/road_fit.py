"""Lanes and legs fitted from the scans of an open road, for the operator; and the change that they make of it."""

from pathlib import Path
from typing import NamedTuple

from tearoad.boot.road import CORRIDOR, OpenRoad
from tearoad.boot.timetable import own_book
from tearoad.network.fitted import Fit, lane_fits, leg_fits
from tearoad.network.leg import LegBook
from tearoad.store.database import CELL
from tearoad.store.transits import transits
from tearoad.terms.refusal import BadInput
from tearoad.wire.fitted_change import change_text
from tearoad.wire.leg_chains import chains
from tearoad.wire.shipped import corridor_folder

MOST = 5_000_000  # departures of one fit, in memory; assumed


class Fitted(NamedTuple):
    """Of what left from `since`, the first departure or later, until `until`, as known then; `departures` are all
    that were looked at."""

    since: int
    until: int
    departures: int
    lanes: list[Fit]
    legs: list[Fit]
    book: LegBook

    def change(self, shown: tuple[str, str]) -> str:
        """A change of the road with what was fitted; `shown` are the days for its title and sources."""
        return change_text(self.book, self.lanes, self.legs, shown)


def fitted_road(road: OpenRoad, since: int, until: int | None) -> Fitted:
    """`until` is the road's clock where it is None. `BadInput` where there is more than memory should hold."""
    end, own, book = road.clock_at() if until is None else until, road.platform.road, own_book()
    if end <= since:
        raise BadInput("--until: expected a day after --since, and one to which the road's clock has come")
    places = {name: number for number, name in enumerate(own.places)}
    seats = {office.id: office.place for office in own.offices.values()}
    names = [lane.id for lane in own.lanes], list(places), seats
    seen = transits(road.store.connection, CELL, names, since, end, MOST + 1)
    if len(seen.left) > MOST:
        raise BadInput(f"--since: more than {MOST} departures from then on, expected a later day")
    by_lane = chains(corridor_folder(CORRIDOR), book, own)
    lanes = lane_fits(own.lanes, places, seen, end)
    first = max(since, int(seen.left.min(initial=end)))
    return Fitted(first, end, len(seen.left), lanes, leg_fits(book, by_lane, own.lanes, places, seen, end), book)


def write_change(path: Path, text: str) -> None:
    """`BadInput` where it cannot be written."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
