"""A basket in its parts."""

from tearoad.market.basket import split


def test_what_shares_merchant_and_origin_travels_together() -> None:
    lines = [("a", "m1", "yiwu"), ("b", "m2", "yiwu"), ("c", "m1", "yiwu"), ("d", "m1", "moscow")]
    found = split(lines, lambda line: (line[1], line[2]))
    assert list(found) == [("m1", "yiwu"), ("m2", "yiwu"), ("m1", "moscow")]
    assert [line[0] for line in found["m1", "yiwu"]] == ["a", "c"]
    assert split([], lambda line: line) == {}
