"""Terms against a person with a calendar and a watch; the clocks that ship; what stops a clock and what does not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.customs.clearance import Fact, Role, State
from tearoad.customs.clearance_clock import Clock, Office, Running, Unit, ends, proved, running, term_of
from tearoad.customs.clearance_events import Event, case_of
from tearoad.network.calendar import next_open
from tearoad.terms.days import DAY, HOUR, MOSCOW
from tearoad.terms.refusal import BadInput

CLOCK = Clock(
    "c", "service", "", "office", (Fact.LODGED, Fact.ARRIVED), (State.LODGED, State.ASSESSED, State.EXAMINED),
    (State.HELD, State.FOR_DOCUMENTS), 4, "hours", date(2018, 1, 1), date(2029, 1, 1), "assumed", "assumed",
    date(2026, 11, 28), "us",
)  # fmt: skip
SUNDAYS = np.array([day for day in range(25_000) if (day + 3) % 7 == 6], dtype=np.int64)
OFFICE = Office("moscow", SUNDAYS, MOSCOW, 9 * HOUR, 18 * HOUR)


def moment(text: str) -> int:
    """In Moscow's time."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) - MOSCOW


def said(at: int) -> str:
    return datetime.fromtimestamp(at + MOSCOW, UTC).strftime("%Y-%m-%d %H:%M")


def plain(length: int, unit: Unit, at: int, office: Office) -> int:
    """By the hand of a clerk: an hour, a day or a month after the other."""
    closed = set(office.closed.tolist())
    day, second = divmod(at + office.zone, DAY)
    if unit == "hours":
        if day in closed or second > office.closes - length * HOUR:
            day, second = day + 1, 0
            while day in closed:
                day += 1
        return day * DAY + max(second, office.opens) + length * HOUR - office.zone
    if unit == "working days":
        for _ in range(length):
            day += 1
            while day in closed:
                day += 1
    elif unit == "days":
        day += length
    else:
        start = date(1970, 1, 1) + timedelta(days=day)
        months = start.year * 12 + start.month - 1 + length
        target = start.day
        while True:
            try:
                day = (date(months // 12, months % 12 + 1, target) - date(1970, 1, 1)).days
                break
            except ValueError:
                target -= 1
    while day in closed:
        day += 1
    return day * DAY + office.closes - office.zone


@given(
    st.lists(st.integers(0, 60 * DAY), min_size=1, max_size=20),
    st.sets(st.integers(0, 90)),
    st.sampled_from([("hours", 1), ("hours", 4), ("working days", 1), ("working days", 10), ("days", 10), ("months", 1),
                     ("months", 6)]),
    st.sampled_from([0, MOSCOW, 8 * HOUR]),
)  # fmt: skip
def test_a_term_is_the_plain_reckoning(moments: list[int], closed: set[int], term: tuple[Unit, int], zone: int) -> None:
    office = Office("o", np.array(sorted(closed), dtype=np.int64), zone, 9 * HOUR, 18 * HOUR)
    unit, length = term
    found = ends(length, unit, np.array(moments), office)
    assert found.tolist() == [plain(length, unit, at, office) for at in moments]
    assert found.tolist() == [int(ends(length, unit, np.array([at]), office)[0]) for at in moments]


@given(st.integers(0, 60 * DAY), st.sets(st.integers(0, 90)))
def test_rest_days_are_those_of_the_road(at: int, closed: set[int]) -> None:
    """A term of days ends on the day to which the network moves what people do."""
    days = np.array(sorted(closed), dtype=np.int64)
    office = Office("o", days, MOSCOW, 9 * HOUR, 18 * HOUR)
    moved = next_open(np.array([at + 5 * DAY]), days, MOSCOW)
    assert (ends(5, "days", np.array([at]), office) + MOSCOW) // DAY == (moved + MOSCOW) // DAY


@pytest.mark.parametrize(
    ("unit", "length", "begins", "expected"),
    [
        ("hours", 4, "2026-11-27 09:30", "2026-11-27 13:30"),
        ("hours", 4, "2026-11-27 14:00", "2026-11-27 18:00"),
        ("hours", 4, "2026-11-27 14:01", "2026-11-28 13:00"),
        ("hours", 4, "2026-11-28 23:00", "2026-11-30 13:00"),  # the 29th is a Sunday
        ("hours", 4, "2026-11-27 03:00", "2026-11-27 13:00"),
        ("working days", 1, "2026-11-28 10:00", "2026-11-30 18:00"),
        ("working days", 1, "2026-11-29 10:00", "2026-11-30 18:00"),
        ("days", 1, "2026-11-28 10:00", "2026-11-30 18:00"),
        ("months", 6, "2026-08-31 10:00", "2027-03-01 18:00"),  # 28 February is a Sunday
        ("months", 6, "2026-08-28 10:00", "2027-03-01 18:00"),
    ],
)
def test_examples(unit: Unit, length: int, begins: str, expected: str) -> None:
    assert said(int(ends(length, unit, np.array([moment(begins)]), OFFICE)[0])) == expected


def test_a_term_that_no_day_holds_is_bad_input() -> None:
    with pytest.raises(BadInput, match="office moscow: a term of 10 hours"):
        ends(10, "hours", np.array([0]), OFFICE)


def told(fact: Fact, at: str, why: tuple[str, ...] = (), role: Role = Role.SYSTEM) -> Event:
    return Event("d", fact, moment(f"2026-11-{at}"), role.name, role, why)


CHECKED = [
    told(Fact.LODGED, "20 10:00", role=Role.SENDER),
    told(Fact.VALIDATED, "20 10:01"),
    told(Fact.ASSESSED, "20 10:02"),
]


def test_a_clock_begins_with_the_last_of_its_facts() -> None:
    assert running(CLOCK, case_of(CHECKED)) is None
    assert term_of(CLOCK, case_of(CHECKED), OFFICE) is None
    assert running(CLOCK, case_of([*CHECKED, told(Fact.ARRIVED, "23 09:00")])) == (moment("2026-11-23 09:00"), 0)


def test_held_with_a_reason_stops_the_office_s_clock_and_without_one_does_not() -> None:
    """Of a hold without a reason nothing is heard, and the clock goes on, as the post's performance reports have it."""
    arrived = [*CHECKED, told(Fact.ARRIVED, "23 09:00")]
    lifts = [told(Fact.PAID, "25 09:00"), told(Fact.ANSWERED_ON_HOLD, "25 11:00", role=Role.SENDER)]
    held = case_of([*arrived, told(Fact.HELD, "23 10:00", ("unpaid",)), *lifts])
    unheard = case_of([*arrived, told(Fact.HELD, "23 10:00"), *lifts])
    assert (held.state, unheard.state) == (State.HELD_ANSWERED, State.ASSESSED)
    assert running(CLOCK, held) == (moment("2026-11-23 09:00"), 2 * DAY + HOUR)
    assert running(CLOCK, unheard) == (moment("2026-11-23 09:00"), 0)


def test_what_stood_before_the_clock_began_does_not_count() -> None:
    asked = [*CHECKED, told(Fact.DOCUMENTS_ASKED, "20 11:00"), told(Fact.ARRIVED, "23 09:00")]
    answered = case_of([*asked, told(Fact.ANSWERED, "23 10:30", role=Role.SENDER)])
    assert running(CLOCK, answered) == Running(moment("2026-11-23 09:00"), HOUR + HOUR // 2)


def ends_of(clock: Clock, *events: Event) -> str | None:
    """When its term ends; '' where it stands, None where there is none."""
    found = term_of(clock, case_of(events), OFFICE)
    assert found is None or found.clock is clock
    return found and ("" if found.ends_at is None else said(found.ends_at))


ARRIVED = [*CHECKED, told(Fact.ARRIVED, "23 09:00")]
ANSWERED = [
    *ARRIVED,
    told(Fact.DOCUMENTS_ASKED, "23 10:00"),
    told(Fact.ANSWERED, "25 11:00", role=Role.SENDER),
]


def test_a_term_is_of_the_state_and_of_the_day_on_which_it_began() -> None:
    assert ends_of(CLOCK, *ARRIVED) == "2026-11-23 13:00"
    assert ends_of(CLOCK, *ANSWERED[:-1]) == ""
    assert ends_of(CLOCK, *ANSWERED) is None  # neither runs nor stands in that state
    assert ends_of(CLOCK, *CHECKED, told(Fact.WITHDRAWN, "21 09:00", role=Role.SENDER)) is None
    for begins, until, ends_at in [
        (date(2018, 1, 1), date(2026, 11, 23), None),
        (date(2018, 1, 1), date(2026, 11, 24), "2026-11-23 13:00"),
        (date(2026, 11, 23), date(2029, 1, 1), "2026-11-23 13:00"),
        (date(2026, 11, 24), date(2029, 1, 1), None),
    ]:
        assert ends_of(replace(CLOCK, begins=begins, until=until), *ARRIVED) == ends_at


def test_what_stood_puts_the_term_off_by_as_much() -> None:
    clock = replace(CLOCK, runs_in=(State.ANSWERED,))
    assert ends_of(clock, *ANSWERED) == "2026-11-25 14:00"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"source": ""}, "expected a source"),
        ({"length": 0}, "expected 1 to 24"),
        ({"until": date(2018, 1, 1)}, "expected days of"),
        ({"stands_in": (State.LODGED,)}, "runs and stands in one state"),
        ({"id": "other"}, "overlaps c"),
    ],
)
def test_a_row_that_cannot_stand_is_bad_input(change: dict[str, object], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        proved((CLOCK, replace(CLOCK, **change)) if "id" in change else (replace(CLOCK, **change),))  # type: ignore[arg-type]


def test_an_office_opens_before_it_closes() -> None:
    with pytest.raises(BadInput, match="office x: opens"):
        Office("x", SUNDAYS, 0, 9 * HOUR, 9 * HOUR)
