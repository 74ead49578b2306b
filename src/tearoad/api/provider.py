"""Where the doors get what they ask: the desks of one road, set once by whoever starts the site."""

from tearoad.boot.desks import Desks

_desks: Desks | None = None


def set_desks(desks: Desks) -> None:
    """From now on the doors ask these; they are asked by many threads at once."""
    global _desks
    _desks = desks


def desks() -> Desks:
    """LookupError where none were set."""
    if _desks is None:
        raise LookupError("no desks were set")
    return _desks
