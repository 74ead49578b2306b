"""What people are told by mail: facts of orders, links for accounts, the notice itself, and how it leaves."""

from typing import Final, NamedTuple, Protocol

from tearoad.operations.buyer_view import OrderView, ParcelView

# Kinds of messages whose subject is an account, not an order.
CONFIRM: Final = "account.confirm_mail"
RESET: Final = "account.new_password"


class Facts(NamedTuple):
    """What a notice is about; `parcel` is None where it is the whole order. `kind` is one of `told.NOTICED`, `at` the
    road's moment in seconds since 1970, `language` the one in which the order was placed."""

    kind: str
    at: int
    language: str
    order: OrderView
    parcel: ParcelView | None


class Link(NamedTuple):
    """What a link for an account is made of; `kind` is CONFIRM or RESET, `mark` stands for the address or the password
    that it was made for, `site` is 'https://shop.example'."""

    kind: str
    person: str
    mark: str
    language: str
    site: str


class Notice(NamedTuple):
    """Plain text for one account. Whoever gets two of one id may keep either. `address` is None where only files are
    written."""

    notice_id: str
    to: str
    language: str
    at: int
    subject: str
    text: str
    address: str | None = None


class Notices(Protocol):
    """The way to people."""

    def send(self, notice: Notice) -> None:
        """OSError where it cannot leave now, BadInput where it never can."""
        ...


class Words(Protocol):
    """Who writes, in the language of each: subject and text."""

    def of_order(self, facts: Facts) -> tuple[str, str]:
        """A notice to a buyer."""
        ...

    def of_link(self, link: Link) -> tuple[str, str]:
        """The mail with the link."""
        ...
