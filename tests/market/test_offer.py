"""Offers of one model in their order."""

from tearoad.market.offer import NOT_SOLD, Standing, ranked


def test_the_cheapest_at_the_door_comes_first() -> None:
    offers = [
        Standing("slow", 900, 20, 5),
        Standing("refused", NOT_SOLD, 1, 5),
        Standing("quick", 1_000, 3, 5),
        Standing("gone", 100, 2, 0),
        Standing("same", 900, 15, 5),
    ]
    found = ranked(offers)
    assert [offers[at].sku for at in found.order] == ["same", "slow", "quick", "gone", "refused"]
    assert (found.cheapest, found.fastest) == (4, 2)


def test_nothing_is_named_where_nothing_can_be_bought() -> None:
    assert ranked([Standing("gone", 100, 2, 0), Standing("refused", NOT_SOLD, 1, 9)]) == ((0, 1), None, None)
    assert ranked([]) == ((), None, None)


def test_of_equally_quick_ones_the_cheaper_is_the_fastest() -> None:
    offers = [Standing("a", 300, 3, 1), Standing("b", 200, 3, 1), Standing("c", 100, 4, 1)]
    assert (ranked(offers).cheapest, ranked(offers).fastest) == (2, 1)
