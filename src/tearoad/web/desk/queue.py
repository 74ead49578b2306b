"""The queue of item declarations: what waits for what, how long, until when; and where an officer goes on from one."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tearoad.api.provider import desks
from tearoad.boot.item_queue import Queued
from tearoad.operations.desk_view import Seen
from tearoad.operations.item_ports import ItemRow
from tearoad.operations.item_queue import QUEUES, Wanted
from tearoad.operations.lodging_place import offices_to_scan_at
from tearoad.operations.report_items import LONGEST_NOTE
from tearoad.operations.rights import may
from tearoad.terms.days import DAY, HOUR
from tearoad.terms.names import is_id
from tearoad.terms.refusal import BadInput
from tearoad.web.desk.sight import seen
from tearoad.web.figures import moment_at, money, number
from tearoad.web.rights import Asked, needs
from tearoad.web.shop.orders import place
from tearoad.web.speech import language, spoken
from tearoad.web.words import word, word_of

A_PAGE = 30


@require_safe
@needs("item", "read")
def listed(request: Asked) -> HttpResponse:
    """A page of what is wanted; with `waiting` those that somebody has still to act on."""
    chosen, sight, wanted = language(request), seen(request, "item"), wanted_of(request.GET)
    try:
        page = desks().items().queue.page(sight, wanted, request.GET.get("after", ""), A_PAGE)
    except BadInput:
        raise Http404 from None
    context = {
        "rows": [_row(one, page.at, wanted, chosen) for one in page.queued],
        "wanted": wanted,
        "queues": [(name, word_of("item_queue", name, chosen)) for name in QUEUES],
        "offices": [(name, place(name, chosen)) for name in desks().corridor.road.offices] if sight.everything else [],
        "more": f"?{urlencode({**words_of(wanted), 'after': page.cursor})}" if page.cursor else "",
        "at": moment_at(page.at, chosen),
        "may_capture": may(request.roles, "item", "create") is not None,
        "sees_arrivals": bool(offices_to_scan_at(sight, desks().corridor.road.offices)),
    }
    return spoken(request, render(request, "desk/items.html", context))


def wanted_of(asked: QueryDict) -> Wanted:
    """What was asked for; a word that is none of ours counts for nothing."""
    queue, office = asked.get("queue", ""), asked.get("office", "")
    known = office if office in desks().corridor.road.offices else ""
    return Wanted(queue if queue in QUEUES else "", "waiting" in asked, known, "oldest" in asked)


def words_of(wanted: Wanted) -> dict[str, str]:
    """The same as words of an address."""
    flags = {name: "1" for name in ("waiting", "oldest") if getattr(wanted, name)}
    return {**{name: text for name in ("queue", "office") if (text := getattr(wanted, name))}, **flags}


def wanted_from(request: Asked) -> Wanted:
    """The queue from which an item was opened: in its address, or in the form that was sent on its page."""
    said = request.POST.get("from", "")[:200] if request.method == "POST" else ""
    return wanted_of(QueryDict(said) if request.method == "POST" else request.GET)


def onward(request: Asked, row: ItemRow) -> str:
    """Where one goes on from what was reported: to the next that waits in its queue; to the item where none was."""
    wanted = wanted_from(request)
    if wanted == Wanted():
        return reverse("item", args=[row.declaration_id])
    name, words = desks().items().queue.after(seen(request, "item"), wanted, row), words_of(wanted)
    if name is None:
        return f"{reverse('items')}?{urlencode(words)}"
    return f"{reverse('item', args=[name])}?{urlencode({**words, 'done': row.declaration_id})}"


def along(request: Asked, sight: Seen, row: ItemRow) -> dict[str, Any]:
    """What an item's page says of the queue: its words, the next one, and the one that was just reported on; and what
    was said in a report that was not taken, to be said better."""
    wanted, done = wanted_from(request), request.GET.get("done", "")
    words = urlencode(words_of(wanted))
    name = None if wanted == Wanted() else desks().items().queue.after(sight, wanted, row)
    return {
        "queue": words,
        "next": f"{reverse('item', args=[name])}?{words}" if name else "",
        "done": f"{reverse('item', args=[done])}?{words}" if is_id(done) else "",
        "said": {name: request.POST.get(name, "")[:LONGEST_NOTE] for name in ("fact", "why", "note")}
        if "fact" in request.POST
        else {},
    }


def _row(of: Queued, now: int, wanted: Wanted, chosen: str) -> dict[str, Any]:
    row, words = of.row, urlencode(words_of(wanted))
    ends, name = min(
        ((term.ends_at, term.clock.name) for term in of.terms if term.ends_at is not None), default=(0, "")
    )
    return {
        "id": row.declaration_id,
        "query": f"?{words}" if words else "",
        "label": row.s10 or row.reference,
        "state": word_of("item_state", row.state.name.lower(), chosen),
        "channel": word_of("item_channel", row.channel or "none", chosen),
        "office": place(row.office, chosen),
        "age": span(of.age, chosen),
        "term": word_of("item_term", name, chosen) if name else word("item.stands_short", chosen) if of.terms else "",
        "ends": moment_at(ends, chosen) if name else "",
        "late": bool(name) and ends < now,
        "left": span(abs(ends - now), chosen) if name else "",
        "owed": "" if row.total_minor is None else money(row.total_minor, row.currency, chosen),
    }


def span(seconds: int, chosen: str) -> str:
    """Two units at most: 3 d 4 h, 4 h, 12 min."""
    days, rest = divmod(seconds, DAY)
    parts = {"days": days, "hours": rest // HOUR, "minutes": 0 if days else rest % HOUR // 60}
    told = [word(f"item.{name}", chosen).format(number(count, chosen)) for name, count in parts.items() if count]
    return " ".join(told[:2]) or word("item.minutes", chosen).format(number(0, chosen))
