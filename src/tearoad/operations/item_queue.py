"""What an officer works through: declarations that wait for one thing, in their order, and what a finding is called."""

from typing import NamedTuple

from tearoad.customs.clearance import State
from tearoad.operations.desk_view import Seen

# What the state of a declaration waits for. LODGED and VALIDATED do not last: what is lodged is judged at once.
QUEUES = {
    "payment": (State.ASSESSED,),
    "papers": (State.FOR_DOCUMENTS,),
    "scanner": (State.FOR_SCAN,),
    "opening": (State.FOR_OPENING,),
    "decision": (State.ANSWERED, State.EXAMINED, State.HELD_ANSWERED),
    "answer": (State.HELD,),
}


class Wanted(NamedTuple):
    """Which of the declarations in sight: of one of QUEUES, '' for all; of one office, '' for all."""

    queue: str = ""
    waiting: bool = False
    office: str = ""
    oldest: bool = False

    @property
    def states(self) -> tuple[State, ...]:
        """None of them: whatever the state."""
        return QUEUES.get(self.queue, ())


def narrowed(seen: Seen, wanted: Wanted) -> Seen:
    """What is in sight of one office, for who sees everything; others have theirs anyway."""
    return Seen(False, None, None, wanted.office) if seen.everything and wanted.office else seen
