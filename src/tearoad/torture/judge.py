"""The judgement after a fault: what was acknowledged is there, every key asked again answers alike, the books hold."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tearoad.boot.postings import Postings
from tearoad.boot.torture_ground import rules_broken
from tearoad.ledger.chart import account_id
from tearoad.ledger.transfer import Transfer
from tearoad.ledger.verdict import Verdict
from tearoad.torture.books import Books, Row, broken_invariants, read_books
from tearoad.torture.payers import Ack, Acks, Payers, calls_told
from tearoad.torture.script import Call, Script


@dataclass
class Judgement:
    """Rows. `unanswered_but_committed` are those of whom nobody was told and who were in the books all the same;
    `broken` are words. `hits` counts the faults that struck, `hits_unheard` those of them that cut a line when the
    server had committed and its caller had not heard of it. `refused` counts servers that would not start with what was
    left of their files, `loud` those that said what was spoilt."""

    acknowledged: int = 0
    unanswered: int = 0
    unanswered_but_committed: int = 0
    lost: int = 0
    doubled: int = 0
    broken: list[str] = field(default_factory=list)
    hits: int = 0
    hits_unheard: int = 0
    refused: int = 0
    loud: int = 0

    @property
    def good(self) -> bool:
        """Nothing lost, doubled or broken."""
        return not (self.lost or self.doubled or self.broken)

    def add(self, other: "Judgement") -> None:
        """Another round's figures."""
        self.acknowledged += other.acknowledged
        self.unanswered += other.unanswered
        self.unanswered_but_committed += other.unanswered_but_committed
        self.lost += other.lost
        self.doubled += other.doubled
        self.broken += other.broken
        self.hits += other.hits
        self.hits_unheard += other.hits_unheard
        self.refused += other.refused
        self.loud += other.loud

    def surprised(self, surprises: Iterable[str]) -> None:
        """The service raised what it should not raise."""
        self.broken += [f"callers were told {words} ({times})" for words, times in sorted(Counter(surprises).items())]


def judged(url: str, script: Script, acks: Sequence[Ack], sent: Sequence[Ack] | None = None) -> Judgement:
    """Ask everything again at a service that stands, bring every payment to its end, and look into the books before
    and after. Every call that a payer may have sent counts: those that were answered and the one after. `sent` are the
    calls that were answered at all, where `acks` are those alone whose answers must have lasted."""
    told, last = calls_told(acks), calls_told(sent or acks)
    calls = {payer: _until_it_ends(script, payer, last.get(payer, 0)) for payer in range(script.payers)}
    before = read_books(url)
    found = against_the_books(calls, acks, before, last)
    until = {payer: len(mine) for payer, mine in calls.items()}
    again, third = Acks(), Acks()
    with Postings(url) as service:
        for asked, began in ((again, {}), (third, told)):
            with Payers(script, [service], asked, began, until) as payers:
                payers.finish()
            found.broken += sorted({f"asked again: {surprise}" for surprise in payers.surprises})
            if payers.sent_home:
                found.broken.append(f"asked again: {payers.sent_home} calls were not answered")
    found.broken += not_due(calls, again.told)
    found.doubled += contradictions([*acks, *again.told, *third.told])
    after = read_books(url)
    found.lost += len({row.id for row in before.rows} - {row.id for row in after.rows})
    found.broken += _not_as_scripted(calls, after) + broken_invariants(after) + rules_broken(url)
    return found


def against_the_books(
    calls: Mapping[int, Sequence[Call]], acks: Sequence[Ack], books: Books, last: Mapping[int, int]
) -> Judgement:
    """What was acknowledged, row by row, against what is there; and what is there that nobody sent. `calls` are those
    of each payer, of which number `last` was the last that they may have sent."""
    rows = {row.id: row for row in books.rows}
    found = Judgement(doubled=contradictions(acks), broken=not_due(calls, acks))
    told = calls_told(acks)
    for payer, number, verdicts in acks:
        for asked, verdict in zip(calls[payer][number].rows, verdicts, strict=True):
            found.acknowledged += 1
            kept = rows.get(asked.transfer_id)
            if kept is None:
                found.lost += 1
            elif verdict is not Verdict.OTHER_CONTENT and (kept.verdict != verdict or not same(asked, kept)):
                found.doubled += 1
    sent: set[str] = set()
    for payer, mine in calls.items():
        known = {row.transfer_id for call in mine[: told.get(payer, 0)] for row in call.rows}
        unsure = mine[told.get(payer, 0) : last.get(payer, 0) + 1]
        fresh = {row.transfer_id for call in unsure for row in call.rows} - known
        found.unanswered += len(fresh)
        found.unanswered_but_committed += len(fresh & rows.keys())
        sent |= known | fresh
    found.doubled += len(rows.keys() - sent)  # the same money under a key that nobody gave
    return found


def contradictions(acks: Iterable[Ack]) -> int:
    """Calls that were answered in more than one way."""
    answers: dict[tuple[int, int], set[tuple[Verdict, ...]]] = {}
    for payer, number, verdicts in acks:
        answers.setdefault((payer, number), set()).add(verdicts)
    return sum(len(seen) > 1 for seen in answers.values())


def not_due(calls: Mapping[int, Sequence[Call]], acks: Iterable[Ack]) -> list[str]:
    """Answers that are not what the script says, counted by what was due and what was said."""
    wrong: Counter[str] = Counter()
    for payer, number, verdicts in acks:
        for due, said in zip(calls[payer][number].due, verdicts, strict=True):
            if due is not said:
                wrong[f"answered {said.name} where {due.name} was due"] += 1
    return [f"{words}: {times}" for words, times in sorted(wrong.items())]


def same(asked: Transfer, kept: Row) -> bool:
    """Whether a row of the books has the content that was asked for."""
    return (kept.kind, kept.debit, kept.credit, kept.amount, kept.hold, kept.group, kept.expires_at) == (
        asked.kind, account_id(asked.debit), account_id(asked.credit), asked.amount_minor, asked.hold_id, asked.group,
        asked.expires_at,
    )  # fmt: skip


def _until_it_ends(script: Script, payer: int, told: int) -> list[Call]:
    """The calls of one payer to the end of the payment of which call `told` is a part."""
    mine: list[Call] = []
    for call in script.calls(payer):
        mine.append(call)
        if call.ends and len(mine) > told:
            break
    return mine


def _not_as_scripted(calls: Mapping[int, Sequence[Call]], books: Books) -> list[str]:
    """At the end the books have exactly the rows of the scripts, each with its verdict."""
    due: dict[str, tuple[Transfer, Verdict]] = {}
    for mine in calls.values():
        for call in mine:
            for row, verdict in zip(call.rows, call.due, strict=True):
                if verdict is not Verdict.OTHER_CONTENT:
                    due.setdefault(row.transfer_id, (row, verdict))
    kept = {row.id: row for row in books.rows}
    missing, strange = due.keys() - kept.keys(), kept.keys() - due.keys()
    other = [
        one for one in due.keys() & kept.keys() if kept[one].verdict != due[one][1] or not same(due[one][0], kept[one])
    ]
    named = {"missing": missing, "that nobody sent": strange, "with another content or verdict": other}
    return [f"rows {words}: {len(ids)}, first {sorted(ids)[0]}" for words, ids in named.items() if ids]
