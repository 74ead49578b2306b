"""The way out: events become messages, messages are sent, again and again until they are taken or too old.

At least once: a message may come twice, always with the same id. Each hearer is spoken to by one thread, in the order
of the road's time. Where one does not take a message, nothing more is tried with that one until the message is tried
again; the others do not notice. Any number of processes may do this at once.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tearoad.boot.buyers import ACCOUNT
from tearoad.boot.desks import Desks
from tearoad.boot.notices import Notifier
from tearoad.boot.people import People
from tearoad.boot.sealing import Seal
from tearoad.boot.webhooks import where
from tearoad.operations.notices import Notices, Words
from tearoad.operations.rights import may
from tearoad.operations.told import Hook, messages
from tearoad.store import messages as rows
from tearoad.store.messages import Claimed, Noted
from tearoad.store.pool import PooledStore
from tearoad.terms.refusal import BadInput, Unavailable
from tearoad.wire.mail import FolderOfMail
from tearoad.wire.smtp import SERVER, Smtp, server_of
from tearoad.wire.webhook import Answer, Poster

# From one attempt to the next, after the example of Standard Webhooks 1.0; then it is given up, after some three days.
PAUSES = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
OLDEST = 4 * 86_400  # seconds; what waited longer behind others is not sent any more: assumed
KEPT = 30 * 86_400  # what was sent or given up can be looked at for so long: assumed
CLAIM_SECONDS = 180  # longer than a round takes
LINE_SECONDS = 20.0  # for one hearer in one round; the rest of its line comes in the next
EACH, MOST = 20, 400  # messages of one hearer and of all, in one round
FEW = 20  # in a round while the machine is pressed: assumed
EVENTS = 500  # that become messages in one transaction
HEARERS = 8  # spoken to at once
TICK_SECONDS = 1.0
SWEEP_SECONDS = 3_600.0
GONE = 410
MAIL = "notices"  # the folder
SendNotice = Callable[[Claimed], None]  # BadInput where it never can be sent, OSError where not now
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outgoing:
    """Moments are of the wall clock, given by whoever runs it."""

    store: PooledStore
    seal: Seal
    poster: Poster
    notify: SendNotice

    def sort(self, now: int) -> int:
        """Events become messages, one transaction for EVENTS of them; how many there were."""
        with self.store.unit() as unit:
            events = unit.events.take(EVENTS)
            if not events:
                return 0
            subjects = unit.events.subjects(sorted({event.order_id for event in events}))
            unit.events.keep(messages(events, subjects, list(_hooks(unit.events.hooks()))), now)
        return len(events)

    def deliver_due(self, now: int, most: int = MOST) -> int:
        """One round over all who are to hear something; how many messages were taken."""
        with self.store.unit() as unit:
            claimed = rows.claim(unit.roads.cursor, now, now + CLAIM_SECONDS, EACH, most)
        lines = [list(line) for _, line in groupby(claimed, key=lambda one: one.hearer)]
        if not lines:
            return 0
        with ThreadPoolExecutor(HEARERS, "outgoing") as pool:
            return sum(pool.map(lambda line: self._line(line, now), lines))

    def run(self, alive: Callable[[], bool], pressed: Callable[[], bool] = lambda: False) -> None:
        """Until `alive` says no. A data base that is away is waited for. While the machine is `pressed`, only FEW
        messages go each second: they can wait, and buyers cannot."""
        swept, short = -SWEEP_SECONDS, False
        while alive():
            try:
                now, short = int(time.time()), pressed()
                busy = self.sort(now) + self.deliver_due(now, FEW if short else MOST)
                if time.monotonic() - swept >= SWEEP_SECONDS:
                    swept = time.monotonic()
                    with self.store.unit() as unit:
                        rows.sweep(unit.roads.cursor, now - KEPT)
            except Unavailable:
                busy = 0  # the doors tell of it
            if short or not busy:
                time.sleep(TICK_SECONDS)

    def _line(self, line: Sequence[Claimed], now: int) -> int:
        """Of one hearer, until one is not taken or the time is over; how many were taken."""
        began, noted, gone = time.monotonic(), list[Noted](), False
        for one in line:
            if now - one.made_at > OLDEST:
                noted.append(Noted(one.message_id, -1, False, one.attempts, "too old by now"))
                continue
            answer = self._attempt(one, now)
            gone = answer.status == GONE
            due = -1 if answer.taken or gone else _next(one, now)
            noted.append(Noted(one.message_id, due, answer.taken, one.attempts + 1, answer.said))
            refused = not answer.taken and not (gone and one.webhook_id is None)
            if refused or time.monotonic() - began > LINE_SECONDS:
                break
        hearer, left = line[0].webhook_id, [one.message_id for one in line[len(noted) :]]
        with self.store.unit() as unit:
            rows.note(unit.roads.cursor, noted)
            rows.give_back(unit.roads.cursor, left, now)
            if gone and hearer:
                rows.stop(unit.roads.cursor, hearer)
        return sum(one.done for one in noted)

    def _attempt(self, one: Claimed, now: int) -> Answer:
        if one.webhook_id is None:
            return self._notified(one)
        try:
            if one.url is None or one.secret is None:
                return Answer(GONE, "the webhook was removed")
            secret = self.seal.open(one.secret, where(one.webhook_id))
            return self.poster.post(one.url, secret, one.message_id, now, one.body)
        except BadInput as error:
            return Answer(None, str(error))

    def _notified(self, one: Claimed) -> Answer:
        try:
            self.notify(one)
        except BadInput as error:  # of this notice alone: the others need not wait
            return Answer(GONE, str(error))
        except OSError as error:
            return Answer(None, error.strerror or type(error).__name__)
        return Answer(200, "sent")


def mail_works(environment: Mapping[str, str], people: People) -> bool:
    """Whether mail leaves at all: there is a server, or a demo writes files."""
    return bool(environment.get(SERVER)) or people.is_demo()


def mail_of(environment: Mapping[str, str]) -> Smtp | None:
    """The mail server that the environment names, or None; BadInput where it names none properly."""
    server = server_of(environment)
    return Smtp(server, time.time) if server else None


def start(
    desks: Desks, home: Path, words: Words, mail: Smtp | None, pressed: Callable[[], bool] = lambda: False
) -> threading.Thread:
    """In a thread that ends with the process; an error is told, and the work goes on. Without `mail` the notices of a
    demo are files below `home`."""
    files = FolderOfMail(home / MAIL)

    def way() -> tuple[Notices, bool] | None:
        if mail:
            return mail, True
        return (files, False) if desks.people.is_demo() else None

    def work() -> None:
        while True:
            try:
                hooks = desks.webhooks()
                notify = Notifier(way, desks.buyers, desks.mailbox, words)
                Outgoing(desks.store, hooks.seal, hooks.poster, notify).run(lambda: True, pressed)
            except Exception:
                log.exception("outgoing messages")
                time.sleep(PAUSES[0])

    thread = threading.Thread(target=work, name="outgoing", daemon=True)
    thread.start()
    return thread


def _next(one: Claimed, now: int) -> int:
    """When it is tried again; -1 for not at all."""
    if one.attempts >= len(PAUSES):
        return -1
    due = now + PAUSES[one.attempts]
    return due if due - one.made_at <= OLDEST else -1


def _hooks(found: Sequence[tuple[str, str, str, str | None, list[str]]]) -> Iterator[Hook]:
    """What its owner may still read is what a webhook hears."""
    for name, kinds, person, merchant, roles in found:
        scope = may(roles, "order", "read")
        if scope:
            mine = merchant if "merchant" in roles else None
            yield Hook(name, frozenset(kinds.split()), scope == "all", ACCOUNT + person, mine)
