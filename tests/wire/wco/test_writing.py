"""New messages: as the golden files have them, valid by their schemas, and read back as what they were made of."""

import string
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wco_messages import DECLARATION, RESPONSES, TEAPOT

from tearoad.terms.refusal import BadInput
from tearoad.wire.wco.message import FUNCTIONS, Declaration, Mistake, Pointer, Response, Status
from tearoad.wire.wco.safe_xml import parsed
from tearoad.wire.wco.schemas import Judged, Kind, judge, messages
from tearoad.wire.wco.tree import model
from tearoad.wire.wco.values import Amount, Code, Duty, Item, Origin, Package, Party
from tearoad.wire.wco.writing import NewDeclaration, NewResponse, write_declaration, write_response

GOLDEN = Path(__file__).parent / "golden"
WORDS = st.text(string.ascii_letters + string.digits + "чай茶&<>'\"", min_size=1, max_size=8)
CODES = st.text(string.ascii_uppercase, min_size=2, max_size=2)
NUMBERS = st.decimals(Decimal(0), Decimal("9999999.999"), places=3)
AMOUNTS = st.builds(Amount, NUMBERS, st.sampled_from(["RUB", "CNY", "EUR", ""]))
SEQUENCES = st.integers(1, 999)


def parties(*roles: str) -> st.SearchStrategy[tuple[Party, ...]]:
    """At most one of each role, in the order in which they are written."""
    some = [
        st.lists(st.builds(Party, st.just(role), WORDS, WORDS, WORDS, WORDS, WORDS, CODES), max_size=1)
        for role in roles
    ]
    return st.tuples(*some).map(lambda found: tuple(one for each in found for one in each))


def answered(sequence: int, duties: list[Duty]) -> Item:
    """What a response has of an item."""
    return Item(sequence, duties=tuple(one._replace(method="") for one in duties))


DUTIES = st.builds(
    Duty, CODES, WORDS.map(lambda word: word[:3]), AMOUNTS, NUMBERS, AMOUNTS, NUMBERS, AMOUNTS, AMOUNTS, st.just("E")
)
PACKAGES = st.builds(Package, SEQUENCES, CODES, st.integers(0, 999).map(Decimal), WORDS)
ITEMS = st.builds(
    Item,
    SEQUENCES,
    WORDS,
    st.lists(st.builds(Code, WORDS, CODES), max_size=2).map(tuple),
    st.lists(st.builds(Origin, CODES, st.just("1")), max_size=2).map(tuple),
    NUMBERS,
    NUMBERS,
    AMOUNTS,
    AMOUNTS,
    st.none() | AMOUNTS,
    st.lists(PACKAGES, max_size=2).map(tuple),
    parties("Buyer", "Consignee", "Consignor", "Seller"),
    st.lists(DUTIES, max_size=2).map(tuple),
)
DECLARATIONS = st.builds(
    NewDeclaration,
    WORDS,
    st.just("IMA"),
    st.lists(ITEMS, min_size=1, max_size=3).map(tuple),
    parties("Submitter", "Agent", "Declarant", "Exporter", "Buyer", "Consignee", "Importer", "Payer", "Seller"),
    CODES,
    CODES,
    st.integers(0, 999),
    st.sampled_from(["9", "13"]),
    WORDS,
)
MOMENTS = st.datetimes().map(lambda at: f"20{at:%y%m%d%H%M%S}Z")
RESPONSES_MADE = st.builds(
    NewResponse,
    st.sampled_from([*FUNCTIONS, "77"]),
    WORDS,
    MOMENTS,
    WORDS,
    WORDS,
    SEQUENCES,
    MOMENTS,
    MOMENTS,
    st.lists(
        st.builds(Mistake, WORDS, WORDS, st.lists(st.builds(Pointer, CODES, SEQUENCES, CODES), max_size=2).map(tuple)),
        max_size=2,
    ).map(tuple),
    st.lists(st.builds(Status, CODES, MOMENTS, MOMENTS), max_size=2).map(tuple),
    st.lists(st.tuples(SEQUENCES, st.lists(DUTIES, max_size=2)).map(lambda made: answered(*made)), max_size=2).map(
        tuple
    ),
)


def only(raw: bytes) -> tuple[Kind, Any]:
    ((kind, element),) = messages(parsed(raw))
    return kind, element


def read_declaration(raw: bytes) -> NewDeclaration:
    view = Declaration(model(only(raw)[1]))
    return NewDeclaration(
        view.reference, view.type, view.items, view.parties, view.destination, view.export_country, view.packages,
        view.function, view.mrn,
    )  # fmt: skip


def read_response(raw: bytes) -> NewResponse:
    view = Response(model(only(raw)[1]))
    return NewResponse(
        view.function, view.reference, view.issued, view.declaration_reference, view.mrn, view.version, view.accepted,
        view.rejected, view.mistakes, view.statuses, view.items,
    )  # fmt: skip


def test_a_declaration_is_as_its_golden_file() -> None:
    raw = write_declaration(DECLARATION)
    assert raw == (GOLDEN / "declaration.xml").read_bytes()
    kind, element = only(raw)
    assert kind is Kind.DECLARATION
    assert judge(kind, element) == Judged()
    assert read_declaration(raw) == DECLARATION
    assert Declaration(model(element)).items[0].hs == "691110"


@pytest.mark.parametrize("name", RESPONSES)
def test_a_response_is_as_its_golden_file(name: str) -> None:
    raw = write_response(RESPONSES[name])
    assert raw == (GOLDEN / f"{name}.xml").read_bytes()
    kind, element = only(raw)
    assert kind is Kind.NOTIFICATION
    assert judge(kind, element) == Judged()
    assert read_response(raw) == RESPONSES[name]
    assert FUNCTIONS[read_response(raw).function] == name


@settings(max_examples=60, deadline=None)
@given(DECLARATIONS)
def test_every_declaration_is_valid_and_read_back(new: NewDeclaration) -> None:
    assert read_declaration(write_declaration(new)) == new


@settings(max_examples=60, deadline=None)
@given(RESPONSES_MADE)
def test_every_response_is_valid_and_read_back(new: NewResponse) -> None:
    assert read_response(write_response(new)) == new


def test_what_the_schema_refuses_is_not_written() -> None:
    for wrong, words in (
        (DECLARATION._replace(function="7"), "FunctionCode"),
        (DECLARATION._replace(reference="x" * 36), "FunctionalReferenceID"),
        (DECLARATION._replace(items=(TEAPOT._replace(description="a\x00b"),)), "expected signs that XML allows"),
        (DECLARATION._replace(items=(TEAPOT._replace(price=Amount(Decimal(1), "???")),)), "currencyID"),
        (DECLARATION._replace(items=(TEAPOT._replace(description="x" * 70_000),)), "expected at most"),
        (DECLARATION._replace(items=(TEAPOT,) * 1_000), "GovernmentAgencyGoodsItem"),
        (DECLARATION._replace(parties=(Party("Carrier", "CN1"),)), "party CN1: 'Carrier', expected one of Submitter, "),
        (DECLARATION._replace(items=(TEAPOT._replace(parties=(Party("Importer", "1"),)),)), "expected one of Buyer, "),
    ):
        with pytest.raises(BadInput, match=words) as refused:
            write_declaration(wrong)
        assert "\n" not in str(refused.value)


def test_a_view_is_frozen_and_has_the_whole_tree() -> None:
    view = Declaration(model(only(write_declaration(DECLARATION))[1]))
    assert view.tree.first("GoodsShipment", "Destination") is not None
    assert view.tree.word("GoodsShipment", "Nothing", "There") == ""
    assert replace(view) == view
    assert hash(view) == hash(replace(view))
    with pytest.raises(AttributeError):
        view.tree = view.tree  # type: ignore[misc]
