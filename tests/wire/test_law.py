"""The law's files: what they share and what they multiply; and every mistake in one line that says where it is."""

from datetime import date
from pathlib import Path

import pytest

from tearoad.customs.lawbook import Lawbook
from tearoad.customs.rule import BOOK_BEGINS, BOOK_ENDS, Exchange
from tearoad.terms.refusal import BadInput
from tearoad.wire.law import LAW, read_law

PLACES = """XX: { names: { ru: X, zh: X, en: X }, time_zone: Europe/Moscow, currency: EUR, bank: ECB }
YY: { names: { ru: Y, zh: Y, en: Y }, time_zone: UTC, currency: RUB, bank: CBR, ecommerce_from: 2021-07-01 }
"""
SHARED = """jurisdiction: X
currency: EUR
territories: [XX]
subjects: [post]
kind: duty
checked_by: nobody
status: in force
source: constructed
source_date: 2020-01-01
"""
FIRST, SECOND = "id: first, from: 2013-01-01, until: 2020-01-01", "id: second, from: 2020-01-01, until: 2029-01-01"
RATED = (
    SHARED.replace("territories: [XX]\n", "")
    + """tracks:
  - { track: tax, id: tax, rates: usual }
rates:
  usual:
    XX:
      - { from: 2013-01-01, until: 2020-01-01, ad_valorem: 100 }
      - { from: 2020-01-01, until: 2029-01-01, ad_valorem: 200 }
    YY:
      - { from: 2013-01-01, until: 2029-01-01, ad_valorem: 300 }
"""
)


def track(*rows: str, more: str = "") -> str:
    """A file of one track; its first rule stands on line 13, or one lower for each line more."""
    lines = "".join(f"      - {{ {row} }}\n" for row in rows)
    return f"{SHARED}tracks:\n  - track: duty\n{more}    rules:\n{lines}"


def book(tmp_path: Path, text: str | bytes, places: str = PLACES, other: str = "", reform: str = "") -> Lawbook:
    folder = tmp_path / "x"
    folder.mkdir()
    (tmp_path / "territories.yaml").write_text(places, encoding="utf-8")
    (folder / "duty.yaml").write_bytes(text.encode() if isinstance(text, str) else text)
    if other:
        (folder / "other.yaml").write_text(other, encoding="utf-8")
    if reform:
        (tmp_path / "reform.yaml").write_text(reform, encoding="utf-8")
    return read_law(tmp_path, tmp_path / "reform.yaml" if reform else None)


def complaint(tmp_path: Path, text: str | bytes, places: str = PLACES, other: str = "", reform: str = "") -> str:
    with pytest.raises(BadInput) as caught:
        book(tmp_path, text, places, other, reform)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_what_a_rule_says_goes_before_its_track_and_that_before_the_file(tmp_path: Path) -> None:
    more = "    ad_valorem: 100\n    status: unverified\n    exchange: { day: acceptance, carried_days: 3 }\n"
    first, second = book(tmp_path, track(FIRST + ", status: proposed", SECOND + ", ad_valorem: 7", more=more)).rules
    assert (first.status, first.ad_valorem, first.source) == ("proposed", 100, "constructed")
    assert (second.status, second.ad_valorem) == ("unverified", 7)
    assert first.exchange == Exchange("acceptance", 3, "")


def test_a_rule_is_known_from_its_first_day_where_nothing_is_said(tmp_path: Path) -> None:
    first, second = book(tmp_path, track(FIRST, SECOND + ", known_from: 2019-05-01")).rules
    assert (first.begins, first.known_from) == (BOOK_BEGINS, BOOK_BEGINS)
    assert (second.begins, second.known_from) == (date(2020, 1, 1), date(2019, 5, 1))


def test_a_table_of_rates_stands_for_a_track_in_each_territory(tmp_path: Path) -> None:
    rules = book(tmp_path, RATED).rules
    assert [(rule.id, rule.track, rule.territories, rule.ad_valorem) for rule in rules] == [
        ("tax-xx-2013", "tax, XX", ("XX",), 100),
        ("tax-xx-2020", "tax, XX", ("XX",), 200),
        ("tax-yy-2013", "tax, YY", ("YY",), 300),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (track(FIRST + ", colour: red", SECOND), "x/duty.yaml, line 13: colour is not a word of a rule; expected"),
        (track(FIRST, SECOND + ", begins: 2020-01-01"), "x/duty.yaml, line 14: begins is not a word of a rule"),
        (track(FIRST, more="    colour: red\n"), "x/duty.yaml, line 14: colour is not a word of a rule"),
        ("5: 6\n" + track(FIRST), "x/duty.yaml, line 14: 5 is not a word of a rule"),
        (track(FIRST, more="    exchange: { days: 3 }\n"), "line 14, exchange: days is not a word of a rate"),
        (track(FIRST, more="    exchange: [3]\n"), "line 14, exchange: expected a mapping"),
        (track(FIRST).replace("source: constructed\n", ""), "line 12: Object missing required field `source`"),
        (track(FIRST).replace("source: constructed", "source: ''"), "law, rule first: expected a source"),
        (track("id: first, until: 2020-01-01"), "x/duty.yaml, line 13: Object missing required field `from`"),
        (track(FIRST + ", ad_valorem: five"), "line 13: Invalid enum value 'five' - at `$.ad_valorem`"),
        (track(FIRST + ", ad_valorem: 5.5"), "line 13: Expected `int | str`, got `float` - at `$.ad_valorem`"),
        (track(FIRST + ", over_minor: true"), "line 13: Expected `int | null`, got `bool` - at `$.over_minor`"),
        (track(FIRST + ", goods: [61]"), "line 13: Expected `str`, got `int` - at `$.goods[0]`"),
        (track(FIRST + ", territories: XX"), "line 13: Expected `array`, got `str` - at `$.territories`"),
        (track(FIRST + ", status: sure"), "line 13: Invalid enum value 'sure' - at `$.status`"),
        (track("id: first, from: soon, until: 2020-01-01"), "line 13: Invalid RFC3339 encoded date - at `$.from`"),
        (track("id: first, from: 2013-01-01 10:00:00, until: 2020-01-01"), "got `datetime` - at `$.from`"),
        (track(FIRST + ", territories: [ZZ]"), "law, rule first: expected subjects, and territories"),
        (track(FIRST, SECOND.replace("second", "first")), "x/duty.yaml, line 14: rule first stands twice"),
        (track(FIRST, SECOND.replace("2020", "2019")), "law, rule second: overlaps first: begins 2019-01-01"),
        (track(FIRST.replace("2020", "2021"), SECOND), "law, rule second: overlaps first: begins 2020-01-01"),
        (track(FIRST, SECOND.replace("2020", "2021")), "law, rule second: leaves a hole after first"),
        (SHARED, "x/duty.yaml, line 1: expected a list of tracks"),
        (SHARED + "tracks: [5]\n", "x/duty.yaml, line 1: expected a list of tracks"),
        (SHARED + "tracks:\n  - track: duty\n    rules: 5\n", "x/duty.yaml, line 11: expected a list of rules"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_rule_is_named(tmp_path: Path, text: str, said: str) -> None:
    assert said in complaint(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (track(FIRST + ", until: 2021-01-01"), "duty.yaml, line 13: not YAML: a key stands twice"),
        (track(FIRST) + "kind: vat\n", "duty.yaml, line 14: not YAML: a key stands twice"),
        (track(FIRST.replace("01-01,", "02-30,")), "duty.yaml, line 13: not YAML: no such day: 2013-02-30"),
        ("tracks: [", "duty.yaml, line 2: not YAML: "),
        ("tracks:\n\t- 5\n", "duty.yaml, line 2: not YAML: "),
        ("a: \x00", "duty.yaml: not YAML"),
        (b"a: \xff\n", "duty.yaml: not UTF-8"),
        ("", "duty.yaml: expected a mapping"),
        ("- a\n", "duty.yaml: expected a mapping"),
    ],
)
def test_what_is_no_yaml_is_told(tmp_path: Path, text: str | bytes, said: str) -> None:
    assert complaint(tmp_path, text).startswith(said)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rates: usual", "rates: other", "line 10: expected the name of a table of rates, a track, and an id"),
        ("rates: usual", "rates: [usual]", "line 10: expected the name of a table of rates"),
        ("id: tax, ", "", "line 10: expected the name of a table of rates, a track, and an id"),
        ("track: tax, ", "", "line 10: expected the name of a table of rates, a track, and an id"),
        ("from: 2013-01-01, until: 2020", "until: 2020", "line 14: expected a day under from"),
        ("from: 2013-01-01, until: 2020", "from: soon, until: 2020", "line 14: expected a day under from"),
        ("ad_valorem: 300", "colour: 300", "line 17: colour is not a word of a rule"),
        ("      - { from: 2013-01-01, until: 2029-01-01, ad_valorem: 300 }", "      5", "line 13: expected a list of"),
        ("    YY:", "    ZZ:", "law, rule tax-zz-2013: expected subjects, and territories"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_table_of_rates_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert RATED.count(old) == 1
    assert said in complaint(tmp_path, RATED.replace(old, new))


def test_an_id_stands_once_in_all_files(tmp_path: Path) -> None:
    other = track(FIRST).replace("track: duty", "track: other")
    assert complaint(tmp_path, track(FIRST), other=other) == "law, rule first: stands twice"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("bank: ECB", "bank: ECB, zone: UTC", "territories.yaml, XX: zone is not a word of a territory; expected bank"),
        ("bank: ECB", "colour: red", "territories.yaml, XX: colour is not a word of a territory"),
        (", bank: ECB", "", "territories.yaml, XX: Object missing required field `bank`"),
        ("Europe/Moscow", "Mars/Phobos", "territories.yaml, XX: there is no time zone 'Mars/Phobos'"),
        ("Europe/Moscow", "../etc", "territories.yaml, XX: there is no time zone '../etc'"),
        ("zh: X, ", "", "territories.yaml, XX: expected names in ru, zh, en"),
        ("currency: EUR", "currency: XXX", "territories.yaml, XX: expected names in ru, zh, en, and a currency"),
        ("2021-07-01", "soon", "territories.yaml, YY: Invalid RFC3339 encoded date"),
        ("XX: {", "ZZ: [1]\nXX: {", "territories.yaml, ZZ: expected a mapping"),
        ("YY: {", "XX: {", "territories.yaml, line 2: not YAML: a key stands twice"),
    ],
)
def test_a_mistake_in_a_territory_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert complaint(tmp_path, track(FIRST), places=PLACES.replace(old, new, 1)).startswith(said)


def test_a_reform_replaces_rows_by_their_ids_and_adds_others(tmp_path: Path) -> None:
    second = SECOND.replace("2029", "2025")
    reform = track(second + ", ad_valorem: 77", "id: third, from: 2025-01-01, until: 2029-01-01, ad_valorem: 88")
    found = book(tmp_path, track(FIRST, SECOND), reform=reform).known(BOOK_ENDS)
    assert [(rule.id, rule.until, rule.ad_valorem) for rule in found.rules] == [
        ("first", date(2020, 1, 1), 0),
        ("second", date(2025, 1, 1), 77),
        ("third", BOOK_ENDS, 88),
    ]


def test_a_reform_of_days_to_come_is_known_when_it_is_asked(tmp_path: Path) -> None:
    book(tmp_path, track(FIRST, SECOND))
    reform = tmp_path / "reform.yaml"
    reform.write_text(track("id: to-come, from: 2028-01-01, until: 2029-01-01"))
    today = date(2026, 11, 24)
    for day in (today, date(2028, 1, 1)):
        assert [rule.id for rule in read_law(tmp_path, reform, day).on(date(2028, 1, 1), day).rules] == ["to-come"]
    reform.write_text(track("id: to-come, from: 2028-01-01, until: 2029-01-01, known_from: 2027-01-01"))
    assert [rule.id for rule in read_law(tmp_path, reform, today).on(date(2028, 1, 1), today).rules] == ["second"]


def test_a_reform_as_known_earlier_meets_the_book_of_that_day(tmp_path: Path) -> None:
    book(tmp_path, track(FIRST, SECOND + ", known_from: 2019-06-01"))
    reform, asked = tmp_path / "reform.yaml", date(2019, 1, 1)
    reform.write_text(track("id: other, from: 2021-01-01, until: 2029-01-01"))
    rules = read_law(tmp_path, reform, asked).known(asked).rules
    assert [(rule.id, rule.until) for rule in rules] == [("first", date(2021, 1, 1)), ("other", BOOK_ENDS)]


def test_a_reform_proves_itself_with_the_book(tmp_path: Path) -> None:
    assert "reform.yaml, line 14: rule second stands twice" in complaint(
        tmp_path, track(FIRST, SECOND), reform=track(SECOND, SECOND)
    )


def test_a_reform_that_shortens_a_row_leaves_a_hole(tmp_path: Path) -> None:
    reform = track(FIRST.replace("2020", "2019"))
    assert "rule second: leaves a hole after first" in complaint(tmp_path, track(FIRST, SECOND), reform=reform)


def test_files_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.yaml: No such file"):
        read_law(reform=tmp_path / "none.yaml")
    with pytest.raises(BadInput, match=r"territories\.yaml: No such file"):
        read_law(tmp_path)
    with pytest.raises(BadInput, match="Is a directory"):
        read_law(reform=tmp_path)


def test_every_shipped_file_is_read() -> None:
    ids = {rule.id for rule in read_law().rules}
    files = [path for path in LAW.glob("*/*.yaml") if path.parent.name != "hs"]
    assert len(files) >= 8
    assert {"eaeu-ecommerce-2026", "eaeu-tariff", "eu-relief-2013", "eu-vat-import-de-2013", "gb-duty-2021",
            "us-tariff-2013", "cn-post-other", "cn-retail-order-2019"} <= ids  # fmt: skip
