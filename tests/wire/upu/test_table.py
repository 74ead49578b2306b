"""Messages as the table of declarations and back."""

from datetime import date

import msgspec
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from upu_messages import HEADER, ITMATT, PARCEL, item_messages

from tearoad.customs.frame import read
from tearoad.terms.refusal import BadInput
from tearoad.wire.law import read_territories
from tearoad.wire.upu import table
from tearoad.wire.upu.table import REQUIRED, SCHEMA, frame_of, messages_of
from tearoad.wire.upu.values import Content, Cusitm, Item, Itmatt


@given(item_messages())
def test_messages_are_a_frame_and_a_frame_is_messages(message: Itmatt | Cusitm) -> None:
    frame = frame_of([message])
    assert frame.height == sum(item.content_count for item in message.items)
    assert messages_of(frame, message.header, type(message)) == [message]


@given(st.lists(item_messages(), max_size=3))
def test_several_messages_are_one_frame(several: list[Itmatt | Cusitm]) -> None:
    assert frame_of(several).equals(pl.concat([frame_of([]), *(frame_of([one]) for one in several)]))


def test_every_field_has_its_column() -> None:
    fields = {*Content.__struct_fields__, *Item.__struct_fields__} - {"content_count", "contents"}
    assert fields == set(SCHEMA)
    assert frame_of([]).schema == pl.Schema(SCHEMA)


def test_the_law_understands_the_frame() -> None:
    goods = read(frame_of([ITMATT]), read_territories()).goods
    assert goods.fault.words == ("",)
    assert goods.value_minor.tolist() == [4_300, 2_000, 0]


PLAIN = pl.DataFrame(
    {
        "parcel_id": ["a", "b", "a"],
        "value_minor": [1, 2, 3],
        "currency": ["EUR"] * 3,
        "weight_grams": [10, 20, 30],
        "origin": ["CN"] * 3,
        "destination": ["RU"] * 3,
        "accepted_on": ["2026-11-12"] * 3,
    }
)


def test_what_is_not_said_is_filled_in() -> None:
    (message,) = messages_of(PLAIN, HEADER)
    first, second = message.items
    assert [one.line for one in first.contents] == [1, 2]
    assert (first.content_count, second.content_count) == (2, 1)
    assert (second.category, second.gross_grams, second.contents[0].quantity) == ("", None, 1)
    assert second.accepted_on == date(2026, 11, 12)


def test_a_long_table_is_several_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_ITEMS", 1)
    found = messages_of(PLAIN, HEADER)
    assert [one.header.reference for one in found] == ["TEA-1", "TEA-1-2"]
    assert [item.parcel_id for one in found for item in one.items] == ["a", "b"]
    assert messages_of(PLAIN.head(0), HEADER) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (PLAIN.drop("origin"), "columns origin are missing"),
        (PLAIN.with_columns(weight_grams=pl.lit("a lot")), "column weight_grams: String, expected Int64"),
        (PLAIN.with_columns(accepted_on=pl.lit("soon")), "column accepted_on: String, expected Date"),
        (PLAIN.with_columns(currency=pl.Series(["EUR", "EUR", "RUB"])), "parcel 'a', column currency: not alike"),
        (PLAIN.with_columns(hs=pl.Series(["", "", "12"])), r"parcel 'a', \$.contents\[1\].hs: not a message"),
        (PLAIN.with_columns(value_minor=pl.Series([1, None, 3])), r"parcel 'b', \$.contents\[0\].value_minor"),
        (PLAIN.with_columns(parcel_id=pl.Series(["a", None, "a"])), r"parcel 'None', \$.parcel_id"),
        (PLAIN.with_columns(line=pl.Series([1, 1, 1])), r"message TEA-1, \$.items\[0\].contents\[1\].line: a number"),
        (PLAIN.with_columns(s10=pl.lit(PARCEL.s10)), r"message TEA-1, \$.items\[1\].s10: a number stands twice"),
    ],
)
def test_what_no_message_can_say_is_bad_input_in_one_line(change: pl.DataFrame, words: str) -> None:
    with pytest.raises(BadInput, match=words) as error:
        messages_of(change, HEADER)
    assert "\n" not in str(error.value)


def test_the_required_columns_are_those_of_the_law() -> None:
    assert set(REQUIRED) <= set(SCHEMA)
    assert msgspec.structs.asdict(PARCEL).keys() - {"contents", "content_count"} <= set(SCHEMA)
