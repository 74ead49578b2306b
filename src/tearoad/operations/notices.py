"""What a buyer is told by mail: the facts of a notice, the notice itself, and the port through which it leaves."""

from typing import NamedTuple, Protocol

from tearoad.operations.buyer_view import OrderView, ParcelView


class Facts(NamedTuple):
    """What a notice is about; `parcel` is None where it is the whole order. `kind` is one of `told.NOTICED`, `at` the
    road's moment in seconds since 1970, `language` the one in which the order was placed."""

    kind: str
    at: int
    language: str
    order: OrderView
    parcel: ParcelView | None


class Notice(NamedTuple):
    """Plain text for one account. Whoever gets two of one id may keep either."""

    notice_id: str
    to: str
    language: str
    at: int
    subject: str
    text: str


class Notices(Protocol):
    """The way to people."""

    def send(self, notice: Notice) -> None:
        """OSError where it cannot leave now, BadInput where it never can."""
        ...


class Words(Protocol):
    """Who writes notices, in the language of each."""

    def __call__(self, facts: Facts) -> tuple[str, str]:
        """Subject and text."""
        ...
