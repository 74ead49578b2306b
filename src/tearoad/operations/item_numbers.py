"""How often a number may stand on a declaration: on one at a time, and again when 24 months have passed since that."""

from datetime import UTC, date, datetime

from tearoad.operations.item_ports import Taken
from tearoad.post.ranges import opens_again


def next_turn(taken: Taken | None, lodged_at: int) -> int | None:
    """How often the number had been used of what is lodged then, None where it may not be; `taken` has it so far."""
    if taken is None:
        return 0
    return taken.turn + 1 if is_old(taken, lodged_at) else None


def is_old(taken: Taken, at: int) -> bool:
    """Whether an item that comes then with this number is another one."""
    return _day(at) >= opens_again(_day(taken.lodged_at))


def _day(at: int) -> date:
    return datetime.fromtimestamp(at, UTC).date()
