"""The words of notices and of mails with links, from texts/notices.toml: amounts, days and places by language."""

from urllib.parse import urlencode
from uuid import UUID

from django.core import signing
from django.urls import reverse

from tearoad.operations.notices import CONFIRM, RESET, Facts, Link
from tearoad.terms.days import DAY
from tearoad.web.figures import day_of, money
from tearoad.web.shop.orders import place
from tearoad.web.words import word

PAGES = {CONFIRM: "confirm_mail", RESET: "new_password"}  # where the links lead
SECONDS = {CONFIRM: 2 * 86_400, RESET: 3_600}  # for which they are good; assumed


class Written:
    """Implements the port `Words`; Django is set up."""

    def of_order(self, facts: Facts) -> tuple[str, str]:
        """A notice to a buyer."""
        return _of_order(facts)

    def of_link(self, link: Link) -> tuple[str, str]:
        """The mail of a link, which is good for a while and for one use."""
        page = PAGES[link.kind]
        token = signing.dumps([link.person, link.mark], salt=link.kind)
        address = f"{link.site}{reverse(page)}?{urlencode({'token': token})}"
        text = word(f"notice.{page}_text", link.language).format(link=address)
        return word(f"notice.{page}_subject", link.language), _ended(text, link.language)


def named_by(token: str, kind: str) -> tuple[UUID, str] | None:
    """The person and the mark of a link of this kind that we made not too long ago, or None."""
    try:
        person, mark = signing.loads(token, salt=kind, max_age=SECONDS[kind])
        return UUID(person), str(mark)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _of_order(facts: Facts) -> tuple[str, str]:
    name, order, parcel = facts.kind.replace(".", "_"), facts.order, facts.parcel
    promised = max((one.promised_on for one in (order.parcels if parcel is None else (parcel,))), default=0)
    fields = {
        "order": order.order_id,
        "town": place(order.destination, facts.language),
        "total": money(order.total_minor, order.currency, facts.language),
        "promised": day_of(promised, facts.language),
        "day": day_of(facts.at // DAY, facts.language),
        "number": parcel.s10 or "" if parcel else "",
        "refunded": money(parcel.refunded_minor if parcel else 0, order.currency, facts.language),
    }
    subject = word(f"notice.{name}_subject", facts.language).format(**fields)
    text = word(f"notice.{name}_text", facts.language).format(**fields)
    return subject, _ended(text, facts.language)


def _ended(text: str, language: str) -> str:
    return f"{text}\n\n{word('notice.end', language)}\n"
