"""How long a state of clearance may last: dated terms of the law and of service, reckoned in an office's working hours.

A clock begins with facts, runs in some states and stands in others: an office's clock stands while it waits for the
sender. What stood is added by reckoning the term as if it had begun later by that time. A term of hours that does not
fit before the office closes is counted from its next opening; terms of days and months end when the office closes, and
on a working day (Customs Code of the Customs Union of 2009, Articles 5 and 196). The rows are in law/clearance.yaml.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np

from tearoad.customs.clearance import Fact, State
from tearoad.customs.clearance_events import Case
from tearoad.customs.rule import BOOK_BEGINS, BOOK_ENDS
from tearoad.terms.days import DAY, HOUR, day_number
from tearoad.terms.refusal import BadInput

Name = Literal["registration", "release", "service", "answer", "storage"]
Unit = Literal["hours", "working days", "days", "months"]
AS_LODGED = {Fact.CORRECTED: Fact.LODGED}  # what is corrected is lodged anew
MOST = {"hours": 24, "working days": 250, "days": 3_650, "months": 120}  # assumed


@dataclass(frozen=True)
class Clock:
    """Of declarations whose clock began from `begins` until `until`, days at the office; `jurisdiction` is '' where the
    row is nobody's law. It begins with the last of `begins_with`, when all of them have happened."""

    id: str
    name: Name
    jurisdiction: str
    whose: Literal["office", "sender"]
    begins_with: tuple[Fact, ...]
    runs_in: tuple[State, ...]
    stands_in: tuple[State, ...]
    length: int
    unit: Unit
    begins: date
    until: date
    status: Literal["verified", "unverified", "assumed"]
    source: str
    source_date: date
    checked_by: str
    doubt: str = ""


@dataclass(frozen=True, eq=False)
class Office:
    """`closed` int64[k] are days since 1970, ascending, on which it does not work; `zone` in seconds east of UTC; it
    works from `opens` to `closes`, in seconds of its day."""

    id: str
    closed: np.ndarray
    zone: int
    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= DAY:
            raise BadInput(f"office {self.id}: opens {self.opens}, closes {self.closes}, expected seconds of one day")


class Running(NamedTuple):
    """When a clock began and how long it stood since then, in seconds."""

    began: int
    stood: int


class Term(NamedTuple):
    """A clock that runs, or stands while somebody else is waited for: then `ends_at` is None. Seconds since 1970."""

    clock: Clock
    ends_at: int | None


@dataclass(frozen=True)
class Clocks:
    """Rows that have proved themselves: of one name and jurisdiction no two speak of one state and day."""

    rows: tuple[Clock, ...]


def term_of(clock: Clock, case: Case, office: Office) -> Term | None:
    """None where the clock has not begun, or says nothing of the state. The law is that of the day when it began."""
    run = running(clock, case)
    if run is None:
        return None
    day = (run.began + office.zone) // DAY
    if not day_number(clock.begins) <= day < day_number(clock.until):
        return None
    if case.state in clock.stands_in:
        return Term(clock, None)
    if case.state not in clock.runs_in:
        return None
    return Term(clock, int(ends(clock.length, clock.unit, np.array([run.began + run.stood]), office)[0]))


def ends(length: int, unit: Unit, at: np.ndarray, office: Office) -> np.ndarray:
    """int64[n]: the end of a term that begins at the moments `at` int64[n]; `BadInput` on hours that no day has."""
    day, second = np.divmod(at + office.zone, DAY)
    if unit == "hours":
        if length * HOUR > office.closes - office.opens:
            raise BadInput(f"office {office.id}: a term of {length} hours, expected no more than it works in a day")
        opening = _working_day(day, 0, "forward", office)
        second = np.where(opening > day, office.opens, np.maximum(second, office.opens))
        late = second + length * HOUR > office.closes
        opening = np.where(late, _working_day(opening, 1, "forward", office), opening)
        return opening * DAY + np.where(late, office.opens, second) + length * HOUR - office.zone
    if unit == "working days":
        last = _working_day(day, length, "backward", office)
    else:
        last = _working_day(day + length if unit == "days" else _months_later(day, length), 0, "forward", office)
    return last * DAY + office.closes - office.zone


def running(clock: Clock, case: Case) -> Running | None:
    """Of one declaration, None where it has not begun. Time in a state in which the clock stands counts when that is
    over: what stands now is seen by the state itself."""
    last = {AS_LODGED.get(done.event.fact, done.event.fact): done.event.at for done in case.done}
    if not set(clock.begins_with) <= set(last):
        return None
    began = max(last[fact] for fact in clock.begins_with)
    waits = [(one.event.at, then.event.at) for one, then in pairwise(case.done) if one.state in clock.stands_in]
    return Running(began, sum(max(0, end - max(start, began)) for start, end in waits))


def proved(rows: tuple[Clock, ...]) -> Clocks:
    """`BadInput` names the first row without a source, with a term that is none, outside the book, or that overlaps."""
    for at, row in enumerate(rows):
        where = f"clearance, clock {row.id}"
        if not row.source or not row.checked_by or not row.begins_with or not row.runs_in:
            raise BadInput(
                f"{where}: expected a source, who checked it, facts that begin it and states in which it runs"
            )
        if not BOOK_BEGINS <= row.begins < row.until <= BOOK_ENDS:
            raise BadInput(f"{where}: expected days of {BOOK_BEGINS} to {BOOK_ENDS}")
        if not 1 <= row.length <= MOST[row.unit]:
            raise BadInput(f"{where}: {row.length} {row.unit}, expected 1 to {MOST[row.unit]}")
        if set(row.runs_in) & set(row.stands_in):
            raise BadInput(f"{where}: it runs and stands in one state")
        for other in rows[:at]:
            shared = {*row.runs_in, *row.stands_in} & {*other.runs_in, *other.stands_in}
            alike = (row.name, row.jurisdiction) == (other.name, other.jurisdiction) and shared
            if row.id == other.id or (alike and row.begins < other.until and other.begins < row.until):
                raise BadInput(f"{where}: overlaps {other.id}")
    return Clocks(rows)


def _working_day(day: np.ndarray, later: int, roll: Literal["forward", "backward"], office: Office) -> np.ndarray:
    """int64[n]: the working day so many after each; a day of rest is first rolled to a working one."""
    found = np.busday_offset(
        day.astype("datetime64[D]"), later, roll=roll, busdaycal=_calendar(office.closed.tobytes())
    )
    return found.astype(np.int64)


@lru_cache(maxsize=64)  # as many as a road has offices
def _calendar(closed: bytes) -> np.busdaycalendar:
    return np.busdaycalendar("1111111", np.frombuffer(closed, dtype=np.int64).astype("datetime64[D]"))


def _months_later(day: np.ndarray, months: int) -> np.ndarray:
    """int64[n]: the same day of a later month, or its last."""
    days = day.astype("datetime64[D]")
    month = days.astype("datetime64[M]")
    then = month + months
    longest = (then + 1).astype("datetime64[D]") - then.astype("datetime64[D]") - 1
    return (then.astype("datetime64[D]") + np.minimum(days - month.astype("datetime64[D]"), longest)).astype(np.int64)
