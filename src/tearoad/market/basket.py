"""A basket is split as it travels: what shares an order, a merchant and an origin is one consignment."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

Line = TypeVar("Line")
Group = TypeVar("Group", bound=Hashable)


def split(lines: Iterable[Line], group_of: Callable[[Line], Group]) -> dict[Group, list[Line]]:
    """Lines by what they travel in, in the order in which each was first named; `group_of` a line says merchant and
    origin, or the id of a consignment, which is made of them."""
    groups: dict[Group, list[Line]] = {}
    for line in lines:
        groups.setdefault(group_of(line), []).append(line)
    return groups
