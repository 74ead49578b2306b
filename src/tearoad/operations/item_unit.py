"""What one transaction has for item declarations."""

from typing import Protocol

from tearoad.operations.arrival_ports import Undeclared
from tearoad.operations.duty_ports import Duties
from tearoad.operations.item_ports import Items
from tearoad.operations.paper_ports import Papers


class ItemUnit(Protocol):
    """A part of the port `Unit`."""

    @property
    def items(self) -> Items: ...

    @property
    def papers(self) -> Papers: ...

    @property
    def duties(self) -> Duties: ...

    @property
    def undeclared(self) -> Undeclared: ...
