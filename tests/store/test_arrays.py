"""Columns in binary arrive as they were sent."""

from uuid import UUID

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.store.arrays import bigints, optional_bigints, smallints, texts, uuids

HEX = st.uuids().map(lambda one: one.hex)
NUMBERS = st.integers(-(2**63), 2**63 - 1)


@pytest.fixture(scope="module", params=["server_url", "server_15_url"])
def connection(request: pytest.FixtureRequest) -> psycopg.Connection:
    with psycopg.connect(request.getfixturevalue(request.param), autocommit=True) as connection:
        yield connection


def back(connection: psycopg.Connection, array: bytes) -> tuple[object, object]:
    """What the server has, and what it takes it for."""
    row = connection.execute("SELECT given, pg_typeof(given)::text FROM (SELECT %s AS given) sent", [array]).fetchone()
    assert row is not None
    return row


@given(st.lists(st.none() | HEX), st.lists(NUMBERS), st.lists(st.none() | NUMBERS))
def test_everything_arrives(
    connection: psycopg.Connection, hexes: list[str | None], numbers: list[int], optional: list[int | None]
) -> None:
    ids = [UUID(one) if one else None for one in hexes]
    assert back(connection, uuids(hexes)) == (ids, "uuid[]")
    assert back(connection, bigints(numbers)) == (numbers, "bigint[]")
    assert back(connection, optional_bigints(optional)) == (optional, "bigint[]")
    small = [number % 2**16 - 2**15 for number in numbers]
    assert back(connection, smallints(small)) == (small, "smallint[]")


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"))))
def test_words_arrive(connection: psycopg.Connection, words: list[str]) -> None:
    assert back(connection, texts(words)) == (words, "text[]")


def test_an_array_starts_at_one_and_has_room_for_nulls_where_it_has_some(connection: psycopg.Connection) -> None:
    sql = "SELECT array_lower(%s, 1), array_send(%s) = array_send(ARRAY[5::bigint]), cardinality(%s)"
    assert connection.execute(sql, [bigints([7]), optional_bigints([5]), uuids([None, None])]).fetchone() == (
        1,
        True,
        2,
    )


@pytest.mark.parametrize("make", [bigints, smallints])
def test_numbers_that_do_not_fit_are_refused(make: object) -> None:
    with pytest.raises(OverflowError):
        make([2**64])


def test_what_is_no_id_is_refused() -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        uuids(["x" * 32])


def test_smallints_do_not_wrap() -> None:
    with pytest.raises(OverflowError):
        smallints([2**15])
