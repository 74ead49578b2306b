"""Dispatches as the command line shows them: lines for people, documents for programs."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from tearoad.operations.dispatch_view import ListedDispatch, OpenLane, WholeDispatch
from tearoad.terms.days import HOUR


def moment_word(at: int) -> str | None:
    """RFC 3339 in UTC; None where it has not come."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}" if at >= 0 else None


def listed_document(of: ListedDispatch) -> dict[str, Any]:
    """One row of the list."""
    row = of.row
    return {
        "number": row.s8,
        "lane": row.lane,
        "origin": row.origin,
        "destination": row.destination,
        "closed_at": moment_word(row.closed_at),
        "closed_by": row.closed_by or None,
        "receptacles": row.receptacles,
        "items": row.items,
        "weight_grams": row.weight_grams,
        "departed": of.departed,
        "arrived": of.arrived,
        "opened": of.opened,
        "lying": of.lying,
        "irregular": of.irregular,
    }


def dispatch_document(of: WholeDispatch) -> dict[str, Any]:
    """With its receptacles, and what was not as advised."""
    moments = ("departed_at", "arrived_at", "opened_at")
    return {
        **listed_document(of.listed),
        "receptacles": [
            {**one._asdict(), **{name: moment_word(getattr(one, name)) for name in moments}} for one in of.receptacles
        ],
        "irregularities": [
            {
                **one._asdict(),
                "at": moment_word(one.at),
                "settled": one.settled or None,
                "settled_by": one.settled_by or None,
                "settled_at": moment_word(one.settled_at),
            }
            for one in of.irregular
        ],
    }


def dispatch_lines(of: WholeDispatch) -> Iterator[str]:
    """A line for the whole, one for each receptacle and for each irregularity."""
    yield _line(of.listed)
    for one in of.receptacles:
        states = ("opened", "arrived", "departed")
        state = next((name for name in states if getattr(one, f"{name}_at") >= 0), "closed")
        yield f"  {one.s9}  {one.items:>5} items {one.weight_grams / 1000:>8.3f} kg  {state}"
    for bad in of.irregular:
        yield f"  {bad.kind}: {bad.number} in {bad.s9}" + (f", {bad.settled}" if bad.settled else "")


def listed_lines(waiting: Sequence[OpenLane], closed: Sequence[ListedDispatch], now: int) -> Iterator[str]:
    """What waits, with the age of the oldest in hours of the road's clock, then what was closed."""
    for one in waiting:
        age = max(0, now - one.oldest_at) // HOUR
        yield (
            f"open {one.lane}: {one.receptacles} receptacles, {one.items} items, {one.weight_grams / 1000:.3f} kg, "
            f"the oldest for {age} h"
        )
    yield from map(_line, closed)


def _line(of: ListedDispatch) -> str:
    row = of.row
    counts = f"{row.receptacles} receptacles, {row.items} items, {row.weight_grams / 1000:.3f} kg"
    return f"{row.s8} {row.origin} - {row.destination}, {moment_word(row.closed_at)}: {counts}"
