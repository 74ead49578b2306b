"""The demo's declarations as machines lodge them."""

from datetime import date

from msgspec.structs import replace

from tearoad.boot.border import BorderOf
from tearoad.boot.law import applied_law
from tearoad.customs.rule import BOOK_ENDS
from tearoad.demo.catalogue import products
from tearoad.demo.items import MOST, demo_items, of_parcels
from tearoad.operations.desk_view import Declaration, DeclaredLine
from tearoad.terms.days import day_start


def test_they_are_as_many_as_asked_for_and_the_same_again() -> None:
    found = demo_items(300, 1, date(2026, 11, 11))
    assert len({one.id for one in found}) == len({one.s10 for one in found}) == 300
    assert max(len(one.lines) for one in found) > 1
    assert demo_items(300, 1, date(2026, 11, 11)) == found


def test_more_of_them_are_the_same_and_others() -> None:
    """Else who lodges more would lodge other contents under the same ids."""
    few, most = (demo_items(count, 1, date(2026, 11, 11)) for count in (40, MOST))
    assert most[:40] == few
    assert len({one.s10 for one in most}) == MOST


def test_parcels_of_the_road_are_declared_in_order() -> None:
    """As most goods of the catalogue are, with a number that the road gives them."""
    day = date(2026, 11, 11)
    lines = [DeclaredLine(one.sku, one.hs6, "", "", one.title_en, 2, one.price_minor or 0) for one in products(1)]
    parcels = [
        Declaration(
            f"{n:032x}", f"o{n}", None, "undeclared", "m", "yiwu", "kazan", "moscow", 900, 0, "RUB", 0, 0, 0,
            None, None, None, (line,),
        )
        for n, line in enumerate(lines)
    ]  # fmt: skip
    like = demo_items(len(parcels), 1, day)
    found = of_parcels(parcels, like)
    assert [one.consignment for one in found] == [one.consignment_id for one in parcels if one.lines[0].hs6]
    assert {one.s10 for one in found} == {""}
    numbered = [replace(one, s10=other.s10) for one, other in zip(found, like, strict=False)]
    decided = BorderOf(applied_law(BOOK_ENDS))(numbered, day_start(day))
    assert sum(bool(one.channel) for one in decided) > 0.9 * len(decided) > 100
