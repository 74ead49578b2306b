"""Which state of the border track each state of a declaration is.

The declaration's table (`customs.clearance`) refines the border track: every move of it is none, or a legal chain of
moves there.
"""

from tearoad.customs.clearance import State
from tearoad.journey.stages import Border

BORDER_OF: dict[State, Border] = {
    State.NOT_LODGED: Border.UNDECLARED,
    State.LODGED: Border.LODGED,
    State.VALIDATED: Border.LODGED,
    State.REJECTED: Border.LODGED,
    State.ASSESSED: Border.ASSESSED,
    State.FOR_DOCUMENTS: Border.SELECTED,
    State.FOR_SCAN: Border.SELECTED,
    State.FOR_OPENING: Border.SELECTED,
    State.ANSWERED: Border.SELECTED,
    State.EXAMINED: Border.SELECTED,
    State.HELD: Border.HELD,
    State.HELD_ANSWERED: Border.HELD,
    State.RELEASED: Border.RELEASED,
    # Back over the border either way; the track of carriage says that the item was returned.
    State.REFUSED: Border.REFUSED,
    State.RETURNED: Border.REFUSED,
    State.WITHDRAWN: Border.UNDECLARED,
}
