"""Claims about parcels: opened by who sent or gets one, answered by the post; what follows for money follows at once.

While a claim is not settled the purchase is not confirmed, by the buyer or the clock; a parcel on its way travels on.
Each wish may come again and is answered as before. It moves journeys, so the clock is the caller's alone meanwhile.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from tearoad.journey.consignments import Consignments
from tearoad.journey.moving import NEVER
from tearoad.journey.stages import NOT_REFUSED, TRAVELS, Carriage
from tearoad.operations.claim_ports import POST, ClaimRow
from tearoad.operations.desk_view import Seen
from tearoad.operations.on_the_way import give_up
from tearoad.operations.outcome import Outcome
from tearoad.operations.platform import Platform
from tearoad.operations.ports import EventRow, Store, TimerRow, Unit, What
from tearoad.operations.told import CLAIM_ANSWERED, CLAIM_OPENED
from tearoad.post.claims import AT_ONCE, Answer, Fact, Kind, State, Terms, advance, silent, terms_on
from tearoad.terms.days import DAY, months_later
from tearoad.terms.refusal import Refusal

DELIVERED = (Carriage.DELIVERED, Carriage.CONFIRMED, Carriage.AUTO_CONFIRMED)
UNSENT = (Carriage.NONE, Carriage.CANCELLED)


class Opening(NamedTuple):
    """A wish to claim; `seen` are the parcels about which `who` may."""

    claim_id: str
    consignment_id: str
    kind: Kind
    who: str
    seen: Seen


class Report(NamedTuple):
    """A fact of a claim: what the post answers, that an answer is settled, or that who opened it takes it back."""

    claim_id: str
    fact: Fact
    who: str
    seen: Seen
    answer: Answer = Answer.NONE


class Claimed(NamedTuple):
    """The claim as it stands, None where it is refused; `known` where nothing was changed."""

    row: ClaimRow | None
    refusal: Refusal | None = None
    known: bool = False


def open_claims(p: Platform, store: Store, terms: Sequence[Terms], asked: Sequence[Opening]) -> list[Claimed]:
    """In one transaction; one answer for each, in the order of asking."""
    with store.unit() as unit:
        clock = unit.roads.state().clock_at
        c = unit.journeys.some(sorted({one.consignment_id for one in asked}))
        buyers = {name: head.buyer for name, head in unit.orders.heads(sorted(set(c.order_id.tolist()))).items()}
        known = unit.claims.some({one.claim_id for one in asked})
        waiting = unit.claims.unsettled(c.consignment_id.tolist())
        found, new = [], []
        for one in asked:
            row = known.get(one.claim_id)
            why = None if row else _refusal(c, buyers, waiting, terms, one, clock)
            if row is None and why is None:
                row = _opened(one, terms, clock)
                new.append(row)
                found.append(Claimed(row))
                known[one.claim_id] = waiting[one.consignment_id] = row
            else:
                found.append(Claimed(row, why, known=row is not None))
        _keep_new(unit, c, new)
    return found


def report_claims(p: Platform, store: Store, asked: Sequence[Report]) -> list[Claimed]:
    """As `open_claims`."""
    with store.unit() as unit:
        clock = unit.roads.state().clock_at
        return _Reports(p, unit, {one.claim_id for one in asked}, clock).tell(asked)


def end_claims(p: Platform, unit: Unit, due: Sequence[TimerRow]) -> None:
    """The post's time is over: what it did not answer it admits, and what it answered is settled."""
    found = _Reports(p, unit, {timer.about for timer in due}, 0)
    for timer in due:
        found.clock = timer.due_at
        found.silence(timer.about)
    found.keep()


def _refusal(
    c: Consignments,
    buyers: Mapping[str, str],
    waiting: Mapping[str, ClaimRow],
    terms: Sequence[Terms],
    one: Opening,
    clock: int,
) -> Refusal | None:
    row = next(iter(np.flatnonzero(c.consignment_id == one.consignment_id).tolist()), None)
    if row is None or not _in_sight(c, row, buyers, one.seen):
        return Refusal.UNKNOWN_PARCEL
    carriage = int(c.carriage[row])
    if one.consignment_id in waiting:
        return Refusal.CLAIM_OPEN
    if carriage in UNSENT or c.dispatched_at[row] == NEVER:
        return Refusal.NOT_HANDED_OVER
    if carriage in (Carriage.RETURNED, Carriage.LOST):
        return Refusal.JOURNEY_ENDED
    if one.kind is not Kind.NOT_ARRIVED and carriage not in DELIVERED:
        return Refusal.NOT_DELIVERED
    sent = int(c.dispatched_at[row])
    if clock >= _months_later(sent, terms_on(terms, _day(sent)).open_months):
        return Refusal.CLAIM_TOO_LATE
    return None


def _in_sight(c: Consignments, row: int, buyers: Mapping[str, str], seen: Seen) -> bool:
    mine = (
        (seen.buyer, buyers[c.order_id[row]]),
        (seen.merchant, c.merchant[row]),
        (seen.office, c.office[row]),
    )
    return seen.everything or any(own is not None and own == whose for own, whose in mine)


def _opened(one: Opening, terms: Sequence[Terms], clock: int) -> ClaimRow:
    asked = terms_on(terms, _day(clock))
    answer_by, settle_within = _months_later(clock, asked.answer_months), asked.settle_days * DAY
    return ClaimRow(
        one.claim_id, one.consignment_id, one.kind, State.OPEN, Answer.NONE, clock, one.who, answer_by, settle_within
    )


def _keep_new(unit: Unit, c: Consignments, rows: Sequence[ClaimRow]) -> None:
    unit.claims.add(rows)
    unit.timers.set([_timer(row, row.answer_by) for row in rows])
    c.claimed |= np.isin(c.consignment_id, [row.consignment_id for row in rows])
    unit.journeys.save(c)
    order = dict(zip(c.consignment_id.tolist(), c.order_id.tolist(), strict=True))
    unit.events.tell(
        [EventRow(CLAIM_OPENED, order[row.consignment_id], row.consignment_id, row.opened_at) for row in rows]
    )


class _Reports:
    """One batch: claims and their parcels are loaded once, changed in memory and saved once."""

    def __init__(self, p: Platform, unit: Unit, claim_ids: set[str], clock: int) -> None:
        self.p, self.unit, self.clock = p, unit, clock
        self.rows = unit.claims.some(claim_ids)
        self.c = unit.journeys.some(sorted({row.consignment_id for row in self.rows.values()}))
        self.row_of = {name: row for row, name in enumerate(self.c.consignment_id)}
        self.buyers: dict[str, str] = {}
        self.changed: dict[str, ClaimRow] = {}

    def tell(self, asked: Sequence[Report]) -> list[Claimed]:
        """One answer for each."""
        heads = self.unit.orders.heads(sorted(set(self.c.order_id.tolist())))
        self.buyers = {name: head.buyer for name, head in heads.items()}
        found = [self._told(one) for one in asked]
        self.keep()
        return found

    def silence(self, claim_id: str) -> None:
        """What follows where the time of a claim is over; nothing where something was said since its timer was set."""
        row = self.rows.get(claim_id)
        if row is None:
            return
        carriage = self.c.carriage[self.row_of[row.consignment_id]]
        if row.state is State.OPEN and self.clock >= row.answer_by:
            ended = carriage in (Carriage.RETURNED, Carriage.CANCELLED)
            said = silent(row.kind, delivered=bool(carriage in DELIVERED), ended=bool(ended))
            self._answer(row, said, POST)
        elif row.state is State.ANSWERED and self.clock >= row.answered_at + row.settle_within:
            self._settle(row)

    def keep(self) -> None:
        """Everything that was changed."""
        self.unit.claims.stand(list(self.changed.values()))
        self.unit.journeys.save(self.c)

    def _told(self, one: Report) -> Claimed:
        row = self.rows.get(one.claim_id)
        if row is None or not _in_sight(self.c, self.row_of[row.consignment_id], self.buyers, one.seen):
            return Claimed(None, Refusal.UNKNOWN_CLAIM)
        said = Answer.WITHDRAWN if one.fact is Fact.WITHDRAWN else one.answer
        if advance(row.state, one.fact) is None:
            same = row.answer is said if one.fact is not Fact.SETTLED else row.state is State.SETTLED
            return Claimed(row, known=True) if same else Claimed(None, Refusal.CLAIM_CLOSED)
        if one.fact is Fact.WITHDRAWN and one.who != row.opened_by and not one.seen.everything:
            return Claimed(None, Refusal.UNKNOWN_CLAIM)
        if said is Answer.LOST and not self._may_be_lost(row):
            return Claimed(None, Refusal.NOT_ON_ITS_WAY)
        if one.fact is Fact.SETTLED:
            self._settle(row)
        else:
            self._answer(row, said, one.who)
        return Claimed(self.rows[one.claim_id])

    def _may_be_lost(self, row: ClaimRow) -> bool:
        at = self.row_of[row.consignment_id]
        carriage = self.c.carriage[at]
        return bool(carriage == Carriage.LOST or (carriage in TRAVELS and self.c.border[at] in NOT_REFUSED))

    def _answer(self, row: ClaimRow, said: Answer, who: str) -> None:
        """Said now; what is not settled with that has a time for it."""
        row = row._replace(state=State.ANSWERED, answer=said, answered_at=self.clock, answered_by=who)
        at = self.row_of[row.consignment_id]
        if said is Answer.LOST and self.c.carriage[at] != Carriage.LOST:
            self._lose(at)
        event = EventRow(CLAIM_ANSWERED, self.c.order_id[at], row.consignment_id, self.clock)
        self.unit.events.tell([event])
        if said in AT_ONCE or said is Answer.WITHDRAWN:
            self._settle(row)
        else:
            self._stand(row)
            self.unit.timers.set([_timer(row, row.answered_at + row.settle_within)])

    def _lose(self, at: int) -> None:
        lost, out = self.c.take(np.array([at])), Outcome()
        lost.due_at[:] = self.clock
        give_up(self.p, lost, out)
        out.write(self.unit)
        self.c.put(np.array([at]), lost)

    def _settle(self, row: ClaimRow) -> None:
        """The money of its parcel waits for it no longer."""
        self.c.claimed[self.row_of[row.consignment_id]] = False
        self._stand(row._replace(state=State.SETTLED, settled_at=self.clock))

    def _stand(self, row: ClaimRow) -> None:
        self.rows[row.claim_id] = self.changed[row.claim_id] = row


def _timer(row: ClaimRow, due_at: int) -> TimerRow:
    name = blake2b(f"{row.claim_id}\0{int(row.state)}".encode(), digest_size=16, person=b"claim timer").hexdigest()
    return TimerRow(name, due_at, What.CLAIM_ENDS, row.claim_id)


def _months_later(at: int, months: int) -> int:
    moment = datetime.fromtimestamp(at, UTC)
    return int(datetime.combine(months_later(moment.date(), months), moment.timetz()).timestamp())


def _day(at: int) -> date:
    return datetime.fromtimestamp(at, UTC).date()
