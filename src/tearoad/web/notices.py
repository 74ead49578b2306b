"""The words of notices, from texts/notices.toml: amounts, days and places as each language writes them."""

from datetime import UTC, date, datetime, timedelta

from tearoad.operations.notices import Facts
from tearoad.web.figures import day, money
from tearoad.web.shop.orders import place
from tearoad.web.words import word

EPOCH = date(1970, 1, 1)


def written(facts: Facts) -> tuple[str, str]:
    """Implements `Words`: subject and text of a notice."""
    name, order, parcel = facts.kind.replace(".", "_"), facts.order, facts.parcel
    promised = max((one.promised_on for one in (order.parcels if parcel is None else (parcel,))), default=0)
    fields = {
        "order": order.order_id,
        "town": place(order.destination, facts.language),
        "total": money(order.total_minor, order.currency, facts.language),
        "promised": day(EPOCH + timedelta(days=promised), facts.language),
        "day": day(datetime.fromtimestamp(facts.at, UTC).date(), facts.language),
        "number": parcel.s10 or "" if parcel else "",
        "refunded": money(parcel.refunded_minor if parcel else 0, order.currency, facts.language),
    }
    subject = word(f"notice.{name}_subject", facts.language).format(**fields)
    text = word(f"notice.{name}_text", facts.language).format(**fields)
    return subject, f"{text}\n\n{word('notice.end', facts.language)}\n"
