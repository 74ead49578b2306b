"""Notices to buyers: looked up, written in the language of their order, and sent."""

from collections.abc import Callable
from dataclasses import dataclass

from tearoad.boot.buyers import ACCOUNT, Buyers
from tearoad.operations.notices import Facts, Notice, Notices, Words
from tearoad.store.messages import Claimed
from tearoad.terms.refusal import BadInput


@dataclass(frozen=True)
class Notifier:
    """`buyers` is asked when there is a notice, `wanted` whether it may be sent at all. A notice tells of the order as
    it is when it is written."""

    wanted: Callable[[], bool]
    buyers: Callable[[], Buyers]
    words: Words
    notices: Notices

    def __call__(self, one: Claimed) -> None:
        """BadInput where there is nobody to tell; OSError where the notice cannot leave now."""
        if not self.wanted():
            raise BadInput("notices are mail in files, which only a demo has")
        desk = self.buyers()
        order, language = desk.order(one.order_id, None), desk.language_of(one.order_id)
        if order is None or language is None or not order.buyer.startswith(ACCOUNT):
            raise BadInput("nobody ordered this for themselves")
        parcels = [parcel for parcel in order.parcels if parcel.consignment_id == one.consignment_id]
        subject, text = self.words(Facts(one.kind, one.at, language, order, parcels[0] if parcels else None))
        to = order.buyer.removeprefix(ACCOUNT)
        self.notices.send(Notice(one.message_id, to, language, one.at, subject, text))
