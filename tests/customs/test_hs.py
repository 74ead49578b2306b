"""Codes are judged by their day and place; the table of changes is whole."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.customs.goods import Coded, coded
from tearoad.customs.hs import FOR_GOOD, GOOD, NOT_YET, OF_OLD, RETIRED, UNKNOWN, Change, Nomenclature, Version
from tearoad.terms.days import day_number
from tearoad.wire.hs import read_nomenclature

REAL = read_nomenclature()
SOME = ["", "851712", "851713", "8517120000", "853950", "690890", "690721", "847290", "010121", "999999", "85171", "x"]


def judged(code: str, territory: str, day: date) -> int:
    return int(REAL.of(coded([code]), coded([territory]), np.array([day_number(day)]))[0])


@pytest.mark.parametrize(
    ("code", "territory", "day", "verdict"),
    [
        ("851712", "RU", date(2021, 12, 31), GOOD),
        ("851712", "RU", date(2022, 1, 1), RETIRED),
        ("8517120000", "DE", date(2022, 1, 1), RETIRED),
        ("851712", "US", date(2022, 1, 26), GOOD),
        ("851712", "US", date(2022, 1, 27), RETIRED),
        ("851713", "RU", date(2021, 12, 31), NOT_YET),
        ("851713", "RU", date(2022, 1, 1), GOOD),
        ("851713", "US", date(2022, 1, 26), NOT_YET),
        ("853950", "CN", date(2016, 12, 31), NOT_YET),
        ("853950", "CN", date(2017, 1, 1), GOOD),
        ("853950", "CN", date(2022, 1, 1), RETIRED),
        ("690890", "CN", date(2016, 12, 31), GOOD),
        ("690890", "CN", date(2017, 1, 1), RETIRED),
        ("847290", "CN", date(2013, 1, 1), GOOD),
        ("999999", "RU", date(2026, 11, 24), GOOD),
        ("", "RU", date(2026, 11, 24), GOOD),
        ("851799", "RU", date(2026, 11, 24), UNKNOWN),
        ("980300", "RU", date(2026, 11, 24), UNKNOWN),
        ("85171", "RU", date(2026, 11, 24), UNKNOWN),
    ],
)
def test_a_code_is_judged_by_its_day_and_place(code: str, territory: str, day: date, verdict: int) -> None:
    assert judged(code, territory, day) == verdict


@given(
    st.lists(
        st.tuples(
            st.sampled_from(SOME),
            st.sampled_from(["RU", "US", ""]),
            st.dates(date(2011, 6, 1), date(2029, 1, 1))
            | st.sampled_from([version.begins for version in REAL.versions]),
            st.integers(-1, 1),
        ),
        max_size=20,
    )
)
def test_lines_are_judged_as_by_hand(lines: list[tuple[str, str, date, int]]) -> None:
    def plain(word: str, territory: str, day: date) -> int:
        code = word[:6]
        if code and code not in REAL.codes and code not in REAL.ended:
            return UNKNOWN
        begins = {version.year: version.elsewhere.get(territory, version.begins) for version in REAL.versions}
        if code in REAL.begun and day < begins[REAL.begun[code].year]:
            return NOT_YET
        return RETIRED if code in REAL.ended and day >= begins[REAL.ended[code].year] else GOOD

    days = [day + timedelta(days=shift) for _, _, day, shift in lines]
    found = REAL.of(
        coded([word for word, *_ in lines]),
        coded([place for _, place, *_ in lines]),
        np.array([day_number(day) for day in days], dtype=np.int64),
    )
    assert found.dtype == np.int8
    assert found.tolist() == [plain(word, place, day) for (word, place, *_), day in zip(lines, days, strict=True)]


def test_windows_are_half_open_and_turned_round_for_what_nobody_knows() -> None:
    begins, ends = REAL.windows(["851712", "851713", "", "851799"])
    first = day_number(date(2022, 1, 1))
    assert begins.tolist() == [OF_OLD, first, OF_OLD, FOR_GOOD]
    assert ends.tolist() == [first, FOR_GOOD, FOR_GOOD, OF_OLD]
    assert REAL.windows(["851712"], "US")[1].tolist() == [day_number(date(2022, 1, 27))]


def test_successors_lead_from_version_to_version() -> None:
    assert REAL.successors("8517120000") == ("851713", "851714")
    assert REAL.successors("300210")[0] == "300211"
    assert REAL.successors("300211") == ("382211",)
    assert REAL.successors("010121") == REAL.successors("") == ()
    assert REAL.predecessors("620130") == ("620112", "620192")
    assert REAL.predecessors("852411") == REAL.predecessors("") == ()


def test_what_a_code_became_is_there_when_it_ends() -> None:
    for code, change in REAL.ended.items():
        for heir in change.became:
            assert heir in REAL.codes or heir in REAL.ended, f"{code} became {heir}, which nobody knows"
            assert heir not in REAL.ended or REAL.ended[heir].year > change.year, f"{code} became {heir}, already over"
            assert heir not in REAL.begun or REAL.begun[heir].year <= change.year, (
                f"{code} became {heir}, not yet there"
            )


def test_the_table_and_the_list_of_hs_2022_agree() -> None:
    assert not REAL.codes & REAL.ended.keys()
    assert not REAL.begun.keys() - REAL.codes - REAL.ended.keys()
    assert all(change.year < REAL.ended[code].year for code, change in REAL.begun.items() if code in REAL.ended)
    assert {change.status for change in [*REAL.begun.values(), *REAL.ended.values()]} == {"verified", "dates verified"}


@pytest.mark.parametrize(("year", "count"), [(2012, 5205), (2017, 5387), (2022, 5612)])
def test_every_version_has_as_many_codes_as_the_world_customs_organization_counts(year: int, count: int) -> None:
    words = sorted((REAL.codes | REAL.ended.keys()) - {"999999"})
    day = np.full(len(words), day_number(date(year, 6, 1)))
    verdict = REAL.of(coded(words), Coded(np.zeros(len(words), dtype=np.int64), ("RU",)), day)
    assert int((verdict == GOOD).sum()) == count


def test_no_lines_and_no_versions_are_no_trouble() -> None:
    none = np.array([], dtype=np.int64)
    assert REAL.of(coded([]), coded([]), none).tolist() == []
    bare = Nomenclature(frozenset({"010121"}), (), {}, {})
    assert bare.of(coded(["010121", "2"]), coded(["RU", "RU"]), np.array([0, 0])).tolist() == [GOOD, UNKNOWN]


def test_a_later_version_only_needs_its_rows() -> None:
    later = Version(2028, date(2028, 1, 1), "s", "unverified", {"US": date(2028, 2, 1)})
    ended = {"010121": Change("010121", 2028, "s", "unverified", ("010122",))}
    law = Nomenclature(frozenset({"010122"}), (later,), {"010122": Change("010122", 2028, "s", "unverified")}, ended)
    day = np.array([day_number(date(2028, 1, 15))] * 4)
    assert law.of(coded(["010121", "010122", "010121", "010122"]), coded(["RU", "RU", "US", "US"]), day).tolist() == [
        RETIRED,
        GOOD,
        GOOD,
        NOT_YET,
    ]
