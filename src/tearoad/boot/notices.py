"""Notices to buyers and mails of accounts: looked up, written in the language of each, and sent."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from tearoad.boot.buyers import ACCOUNT, Buyers
from tearoad.boot.mailbox import Mailbox
from tearoad.operations.notices import CONFIRM, RESET, Facts, Link, Notice, Notices, Words
from tearoad.store.messages import Claimed
from tearoad.terms.refusal import BadInput


@dataclass(frozen=True)
class Notifier:
    """`buyers` and `mailbox` are asked when there is a notice; `way` is how it leaves now, None where it cannot, and
    whether it needs an address. A notice tells of the order as it is when it is written."""

    way: Callable[[], tuple[Notices, bool] | None]
    buyers: Callable[[], Buyers]
    mailbox: Callable[[], Mailbox]
    words: Words

    def __call__(self, one: Claimed) -> None:
        """BadInput where there is nobody to tell; OSError where the notice cannot leave now."""
        way = self.way()
        if way is None:
            raise BadInput("no mail is sent here: TEAROAD_SMTP names no server, and only a demo writes files")
        sender, needs_address = way
        notice = self._link(one) if one.kind in (CONFIRM, RESET) else self._of_order(one)
        if needs_address and not notice.address:
            raise BadInput("the account has no confirmed address")
        sender.send(notice)

    def _link(self, one: Claimed) -> Notice:
        person, mailbox = UUID(one.order_id), self.mailbox()
        found = mailbox.pending_of(person) if one.kind == CONFIRM else mailbox.confirmed_of(person)
        if found is None:
            raise BadInput("there is no address that it could go to")
        row, address = found
        mark = mailbox.mark(address) if one.kind == CONFIRM else mailbox.password_mark(person)
        link = Link(one.kind, str(person), mark or "", row.language, one.body)
        return Notice(one.message_id, row.name, row.language, one.at, *self.words.of_link(link), address)

    def _of_order(self, one: Claimed) -> Notice:
        desk = self.buyers()
        order, language = desk.order(one.order_id, None), desk.language_of(one.order_id)
        if order is None or language is None or not order.buyer.startswith(ACCOUNT):
            raise BadInput("nobody ordered this for themselves")
        parcels = [parcel for parcel in order.parcels if parcel.consignment_id == one.consignment_id]
        said = self.words.of_order(Facts(one.kind, one.at, language, order, parcels[0] if parcels else None))
        to = order.buyer.removeprefix(ACCOUNT)
        return Notice(one.message_id, to, language, one.at, *said, self.mailbox().address_of(to))
