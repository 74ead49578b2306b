"""The demo's declarations as machines lodge them."""

from datetime import date

from tearoad.demo.items import MOST, demo_items


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
