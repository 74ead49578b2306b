"""`chains.csv` of a corridor: which legs a lane is made of, each beginning where the one before ends."""

from pathlib import Path

from tearoad.network.chain import Chain
from tearoad.network.leg import LegBook
from tearoad.network.road import Lane, Road
from tearoad.terms.refusal import bad_cell
from tearoad.wire.corridor import Row
from tearoad.wire.legs import csv_rows, indexed


def chains(folder: Path, book: LegBook, road: Road) -> dict[str, Chain]:
    """By lane; `BadInput` on a leg that does not follow, a circle, a border or an end that is not the lane's."""
    lanes = {lane.id: lane for lane in road.lanes}
    rows = indexed(csv_rows(folder / "chains.csv"), "lane")
    return {name: _chain(row, book, lanes[row.one_of("lane", lanes)], road) for name, row in rows.items()}


def _chain(row: Row, book: LegBook, lane: Lane, road: Road) -> Chain:
    names, places = tuple(row.text("legs").split()), [lane.origin]
    for name in names:
        if name not in book.legs:
            raise bad_cell(row.file, row.number, "legs", name, "legs of the road")
        leg = book.legs[name]
        ends = {leg.start: leg.end, **({leg.end: leg.start} if leg.both else {})}
        if places[-1] not in ends:
            raise bad_cell(row.file, row.number, "legs", name, f"a leg that leaves {places[-1]}")
        if ends[places[-1]] in places:
            raise bad_cell(row.file, row.number, "legs", name, f"a lane: this one loops, back to {ends[places[-1]]}")
        places.append(ends[places[-1]])
    if places[-1] != road.end_of(lane):
        raise bad_cell(
            row.file, row.number, "legs", names[-1], f"legs that end at {road.end_of(lane)}, as the lane does"
        )
    borders = [book.legs[name].border for name in names if book.legs[name].border]
    if borders != ([lane.border] if lane.border else []):
        raise bad_cell(
            row.file, row.number, "legs", row.cells["legs"], f"legs that cross at {lane.border}, as the lane does"
        )
    return Chain(lane.id, names, tuple(places))
