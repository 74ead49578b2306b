"""What people who order for themselves need of the world, besides what every order needs (`operations.ports`)."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from tearoad.operations.ports import Unit


class Wanted(NamedTuple):
    """So many pieces of one product."""

    sku: str
    quantity: int


class BasketRow(NamedTuple):
    """What a buyer has put aside, and the town that it would go to."""

    buyer: str
    destination: str
    currency: str
    lines: tuple[Wanted, ...]


class DeliveryRow(NamedTuple):
    """Who an order is for; all but `language` sealed, `identity` None where none was asked."""

    order_id: str
    name: str
    phone: str
    address: str
    postcode: str
    identity: str | None
    language: str


class Deliveries(Protocol):
    """Who orders are for, sealed."""

    def add(self, rows: Sequence[DeliveryRow]) -> None: ...

    def find(self, order_id: str) -> DeliveryRow | None: ...

    def log_view(self, order_id: str, who: str, why: str, at: int) -> None:
        """Somebody saw a recipient whole; `at` by the wall clock, seconds since 1970."""
        ...


class Baskets(Protocol):
    """Baskets of buyers with an account."""

    def keep(self, rows: Sequence[BasketRow]) -> None:
        """Each instead of what the buyer had; of two of one buyer the last."""
        ...

    def find(self, buyer: str) -> BasketRow | None: ...


class Sealing(Protocol):
    """Seals personal data; `where` names table, column and row. `open`: BadInput on what does not belong there."""

    def seal(self, text: str, where: str) -> str: ...

    def open(self, sealed: str, where: str) -> str: ...


class ShopUnit(Unit, Protocol):
    """A transaction in which people order for themselves."""

    @property
    def deliveries(self) -> Deliveries: ...

    @property
    def baskets(self) -> Baskets: ...


class ShopStore(Protocol):
    """Where those come from."""

    def unit(self) -> AbstractContextManager[ShopUnit]: ...
