"""The same journey on a simulated clock, as numbers alone; it knows journey and rooms, no files.

`simulate` runs one network with one demand, `compare` scenarios side by side by common luck. They are loaded when they
are first asked for: the live road imports its players from this room, and needs none of the rest.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tearoad.twin.side_by_side import compare as compare
    from tearoad.twin.single import simulate as simulate

_DOORS = {"simulate": "tearoad.twin.single", "compare": "tearoad.twin.side_by_side"}


def __getattr__(name: str) -> Any:
    if name in _DOORS:
        return getattr(import_module(_DOORS[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
