"""The line is cut at every point of the protocol, most often after the commit and before the reply."""

from collections.abc import Callable

from tearoad.boot.postings import Postings
from tearoad.torture.field import Fault, Field
from tearoad.torture.judge import Judgement, judged
from tearoad.torture.luck import Luck
from tearoad.torture.payers import Acks, Payers
from tearoad.torture.proxy import ANSWERED_ALL, Cut, Plan, Proxy
from tearoad.torture.script import Script

CUTS, PAYERS = 30, 48
CUT_PERCENT, PARSE_PERCENT, UNHEARD_PERCENT = 70, 10, 75  # of calls; of their Parse; of those, once it is committed
MOST_SECONDS = 30.0


def run(field: Field, luck: Luck) -> Judgement:
    """Callers never hear of it: the service sends the batch again and tells them what became of it."""
    return cut(field, luck, Postings)


def cut(field: Field, luck: Luck, opened: Callable[[str], Postings], cuts: int = CUTS) -> Judgement:
    """The same with another service."""
    script = Script(luck.below(2**31), PAYERS)
    acks = Acks()
    found = Judgement()
    with field.data_base(script) as name:
        with Proxy(field.shared.port, plan(luck)) as proxy:
            with (
                opened(field.shared.url(name, port=proxy.port)) as service,
                Payers(script, [service], acks) as payers,
            ):
                payers.until(lambda: proxy.cuts.total() >= cuts, MOST_SECONDS)
                proxy.plan = lambda possible: None
            found.surprised(payers.surprises)
        found.hits, found.hits_unheard = proxy.cuts.total(), proxy.committed
        found.add(judged(field.shared.url(name), script, acks.told))
    return found


def plan(luck: Luck) -> Plan:
    """Most calls are cut, most of those when the server has committed already."""

    def drawn(possible: frozenset[Cut]) -> Cut | None:
        if not luck.chance(PARSE_PERCENT if Cut.AFTER_PARSE in possible else CUT_PERCENT):
            return None
        later = possible & ANSWERED_ALL
        earlier = possible - ANSWERED_ALL
        chosen = later if later and luck.chance(UNHEARD_PERCENT) else earlier
        return luck.pick(sorted(chosen, key=lambda cut: cut.name))

    return drawn


FAULT = Fault("cut-connection", run)
