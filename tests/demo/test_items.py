"""The demo's declarations as machines lodge them."""

from datetime import date

from tearoad.demo.items import demo_items


def test_they_are_as_many_as_asked_for_and_the_same_again() -> None:
    found = demo_items(300, 1, date(2026, 11, 11))
    assert len({one.id for one in found}) == len({one.s10 for one in found}) == 300
    assert max(len(one.lines) for one in found) > 1
    assert demo_items(300, 1, date(2026, 11, 11)) == found
