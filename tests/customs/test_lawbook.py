"""The book proves itself when it is made, and is asked with two days: of the law, and of knowledge."""

from dataclasses import FrozenInstanceError, replace
from datetime import date, timedelta
from typing import Any

import pytest

from tearoad.boot.law import lawbook
from tearoad.customs.lawbook import LARGEST_SPECIFIC, Snapshot, made
from tearoad.customs.rule import BOOK_BEGINS, BOOK_ENDS, Exchange, Rule, Territory
from tearoad.kernel.duty_columns import LARGEST_MINOR, LARGEST_RATE
from tearoad.terms.refusal import BadInput

PLACES = {"XX": Territory("XX", {"en": "X", "ru": "X", "zh": "X"}, "UTC", "EUR", "ECB")}
TURN, LATER = date(2020, 1, 1), date(2024, 1, 1)
PLAIN = Rule(
    id="first", jurisdiction="X", track="duty", territories=("XX",), subjects=("post",), kind="duty",
    begins=BOOK_BEGINS, until=TURN, status="in force", currency="EUR", source="constructed", source_date=BOOK_BEGINS,
    checked_by="nobody", known_from=BOOK_BEGINS,
)  # fmt: skip


def row(name: str, begins: date, until: date = BOOK_ENDS, known: date | None = None, **words: Any) -> Rule:
    return replace(PLAIN, id=name, begins=begins, until=until, known_from=known or begins, **words)


SECOND = row("second", TURN)


def complaint(*rows: Rule) -> str:
    with pytest.raises(BadInput) as caught:
        made(rows, PLACES)
    return str(caught.value)


def periods(snapshot: Snapshot) -> list[tuple[str, date, date]]:
    return [(rule.id, rule.begins, rule.until) for rule in snapshot.rules]


def test_periods_tile_in_any_order_of_rows() -> None:
    assert made([SECOND, PLAIN], PLACES) == made([PLAIN, SECOND], PLACES)
    assert periods(made([SECOND, PLAIN], PLACES).known(BOOK_ENDS)) == [
        ("first", BOOK_BEGINS, TURN), ("second", TURN, BOOK_ENDS),
    ]  # fmt: skip


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (row("second", TURN - DAY), "rule second: overlaps first: begins 2019-12-31, expected 2020-01-01"),
        (row("second", TURN - DAY, known=BOOK_BEGINS), "rule second: overlaps first: begins 2019-12-31, expected 2020"),
        (row("second", TURN + DAY), "rule second: leaves a hole after first: begins 2020-01-02, expected 2020-01-01"),
        (row("second", BOOK_BEGINS), "rule second: overlaps first: both begin, and are known, from one day"),
        (row("first", TURN), "rule first: stands twice"),
        (row("first", TURN, track="other"), "rule first: stands twice"),
    ],
)
def test_two_rows_that_do_not_stand_together(second: Rule, said: str) -> None:
    assert said in complaint(PLAIN, second)


@pytest.mark.parametrize(
    "words",
    [
        {"territories": ("YY",)}, {"subjects": ("gift",)}, {"seller": "registered"}, {"collected_by": "seller"},
        {"origins": ("CN",)}, {"not_origins": ("CN",)}, {"goods": ("61",)}, {"not_goods": ("61",)}, {"kind": "vat"},
        {"currency": "USD"}, {"exchange": Exchange(carried_days=3)}, {"outside": "nothing"},
    ],
    ids=lambda words: next(iter(words)),
)  # fmt: skip
def test_rules_of_a_track_speak_of_the_same_parcels(words: dict[str, Any]) -> None:
    places = {**PLACES, "YY": replace(PLACES["XX"], code="YY")}
    with pytest.raises(BadInput, match=f"rule second: another {next(iter(words))} than first"):
        made([PLAIN, replace(SECOND, **words)], places)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"source": ""}, "expected a source and who checked it"),
        ({"checked_by": ""}, "expected a source and who checked it"),
        ({"territories": ("XX", "ZZ")}, "territories of territories.yaml, not ['ZZ']"),
        ({"territories": ()}, "expected subjects, and territories"),
        ({"subjects": ()}, "expected subjects, and territories"),
        ({"begins": BOOK_BEGINS - DAY}, "from 2012-12-31 until 2029-01-01, expected days of 2013-01-01 to 2029-01-01"),
        ({"until": BOOK_ENDS + DAY}, "until 2029-01-02, expected days of"),
        ({"until": BOOK_BEGINS}, "from 2013-01-01 until 2013-01-01, expected days of"),
        ({"ad_valorem": LARGEST_RATE + 1}, "ad_valorem 40001, expected 0 to 40000"),
        ({"ad_valorem": -1}, "ad_valorem -1, expected 0 to 40000"),
        ({"specific_minor_per_kg": LARGEST_SPECIFIC + 1}, "specific_minor_per_kg 100000001, expected 0 to 100000000"),
        ({"specific_minor_per_item": -1}, "specific_minor_per_item -1, expected 0"),
        ({"minimum_minor": -1}, "minimum_minor -1, expected 0"),
        ({"over_minor": LARGEST_MINOR + 1}, "over_minor 100000000001, expected 0 to 100000000000"),
        ({"round_to_minor": 0}, "round_to_minor of at least 1"),
        ({"share_percent": 101}, "a share of 0 to 100 %"),
        ({"share_percent": -1}, "a share of 0 to 100 %"),
        ({"currency": "XXX"}, "currency 'XXX', expected one of AUD"),
        ({"goods": ("85x",), "per": "line"}, "goods '85x', expected prefixes of HS codes"),
        ({"not_goods": ("8",), "per": "line"}, "goods '8', expected prefixes of HS codes"),
        ({"origins": ("China",)}, "origin 'China', expected codes of two letters"),
        ({"not_origins": ("cn",)}, "origin 'cn', expected codes of two letters"),
        ({"basis": "excess"}, "an excess is that of a parcel over a threshold"),
        ({"basis": "excess", "over_minor": 1, "per": "item"}, "an excess is that of a parcel over a threshold"),
        ({"ad_valorem": "tariff"}, "the goods' own rates are asked per line or item"),
        ({"gross_up": True}, "the goods' own rates are asked per line or item"),
        ({"goods": ("61",), "ad_valorem": 1}, "what is asked of some goods is asked per line or item"),
    ],
)
def test_a_row_that_cannot_be_reckoned(words: dict[str, Any], said: str) -> None:
    wrong = row("wrong", **{"begins": BOOK_BEGINS, **words})
    assert complaint(wrong).startswith("law, rule wrong: ")
    assert said in complaint(wrong)


def test_bounds_themselves_are_good() -> None:
    bounds = {"ad_valorem": LARGEST_RATE, "specific_minor_per_kg": LARGEST_SPECIFIC, "over_minor": LARGEST_MINOR,
              "share_percent": 0, "minimum_minor": 0}  # fmt: skip
    assert made([row("edge", BOOK_BEGINS, **bounds)], PLACES).rules[0].ad_valorem == LARGEST_RATE


def test_the_row_before_goes_on_until_the_next_is_known() -> None:
    book = made([PLAIN, row("second", TURN, known=date(2019, 6, 1))], PLACES)
    assert periods(book.known(date(2019, 5, 31))) == [("first", BOOK_BEGINS, BOOK_ENDS)]
    assert periods(book.known(date(2019, 6, 1))) == [("first", BOOK_BEGINS, TURN), ("second", TURN, BOOK_ENDS)]
    assert periods(book.known(BOOK_BEGINS - DAY)) == []


def test_a_correction_holds_from_the_day_on_which_it_is_known() -> None:
    """The raised allowance that was to end on one day, and was extended before that day came."""
    told = date(2019, 11, 1)
    book = made(
        [PLAIN, row("end", TURN, known=BOOK_BEGINS), row("extended", TURN, LATER, known=told),
         row("new end", LATER, known=told)], PLACES,
    )  # fmt: skip
    assert periods(book.known(told - DAY)) == [("first", BOOK_BEGINS, TURN), ("end", TURN, BOOK_ENDS)]
    assert periods(book.known(told)) == [
        ("first", BOOK_BEGINS, TURN), ("extended", TURN, LATER), ("new end", LATER, BOOK_ENDS),
    ]  # fmt: skip
    assert [rule.id for rule in book.on(TURN, told - DAY).rules] == ["end"]
    assert [rule.id for rule in book.on(TURN, told).rules] == ["extended"]
    assert [rule.id for rule in book.on(TURN - DAY, told).rules] == ["first"]


def test_a_correction_cuts_what_was_published_before_it() -> None:
    book = made([replace(PLAIN, until=BOOK_ENDS), row("later", LATER, known=TURN)], PLACES)
    assert periods(book.known(TURN - DAY)) == [("first", BOOK_BEGINS, BOOK_ENDS)]
    assert periods(book.known(TURN)) == [("first", BOOK_BEGINS, LATER), ("later", LATER, BOOK_ENDS)]


def test_knowledge_is_proved_on_every_day_of_it() -> None:
    """A hole that a correction has filled since is a hole in what was known before."""
    end, whole = row("end", LATER, known=BOOK_BEGINS), row("whole", TURN, LATER, known=date(2021, 1, 1))
    assert made([PLAIN, whole, end], PLACES)
    holed = row("holed", TURN, date(2022, 1, 1), known=date(2019, 1, 1))
    assert "rule end: leaves a hole after holed" in complaint(PLAIN, holed, whole, end)


def test_a_snapshot_is_frozen_and_half_open() -> None:
    book = made([PLAIN, SECOND], PLACES)
    day = book.on(TURN, BOOK_ENDS)
    assert [rule.id for rule in day.rules] == ["second"]
    assert [rule.id for rule in book.on(TURN - DAY, BOOK_ENDS).rules] == ["first"]
    with pytest.raises(FrozenInstanceError):
        day.rules = ()  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        day.rules[0].ad_valorem = 1  # type: ignore[misc]
    assert isinstance(day.rules, tuple)


def test_the_digest_is_that_of_what_is_known() -> None:
    book, again = (made([PLAIN, SECOND], PLACES) for _ in range(2))
    digest = book.known(BOOK_ENDS).digest
    assert len(digest) == 16
    assert again.known(BOOK_ENDS).digest == digest == book.known(TURN).digest
    others = [
        book.known(TURN - DAY),
        book.on(TURN, BOOK_ENDS),
        made([PLAIN, replace(SECOND, ad_valorem=1)], PLACES).known(BOOK_ENDS),
        made([PLAIN, replace(SECOND, doubt="some")], PLACES).known(BOOK_ENDS),
        made([PLAIN, SECOND], {"XX": replace(PLACES["XX"], time_zone="Europe/Moscow")}).known(BOOK_ENDS),
    ]
    assert len({digest, *(other.digest for other in others)}) == len(others) + 1


def test_the_shipped_book_proves_itself_and_has_a_source_in_every_row() -> None:
    book = lawbook()
    assert len(book.rules) > 400
    for rule in book.rules:
        assert rule.source
        assert rule.checked_by
        assert rule.source_date >= date(1990, 1, 1)
        assert rule.id == rule.id.lower().replace(" ", "")
    assert {"RU", "KZ", "BY", "DE", "GB", "US", "CN"} <= {code for rule in book.rules for code in rule.territories}
    assert book.known(date(2026, 11, 24)).digest == lawbook().known(date(2026, 11, 24)).digest


def test_what_the_shipped_book_knew_of_the_raised_allowance() -> None:
    """Each decision of the union knew its own end: a day in November 2022, as known before and after the extension."""
    day = date(2022, 11, 1)

    def allowance(known: date) -> list[tuple[str, int | None]]:
        return [
            (rule.id, rule.over_minor)
            for rule in lawbook().on(day, known).rules
            if rule.track == "duty on parcels" and rule.jurisdiction == "EAEU"
        ]

    assert allowance(date(2022, 3, 20)) == [("eaeu-parcels-2020", 20_000)]
    assert allowance(date(2022, 9, 23)) == [("eaeu-parcels-2022-end", 20_000)]
    assert allowance(date(2022, 9, 24)) == [("eaeu-parcels-2022-extended", 100_000)]
    assert allowance(BOOK_ENDS) == [("eaeu-parcels-2022-extended", 100_000)]
