"""Ledgers with one fault built in. The campaign must catch every one of them: that proves the campaign.

Most are the ledger's SQL with a line replaced, loaded into a fresh data base; the others are posting services with a
bad habit, put before the fault that shows it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

import psycopg
from psycopg import Connection

from tearoad.boot.postings import Postings
from tearoad.boot.torture_ground import LEDGER_SQL
from tearoad.ledger.transfer import Transfer
from tearoad.ledger.verdict import Verdict
from tearoad.terms.refusal import Unavailable
from tearoad.torture.faults.cut_connection import cut
from tearoad.torture.faults.killed_server import killed
from tearoad.torture.field import Field
from tearoad.torture.judge import Judgement, judged
from tearoad.torture.luck import Luck
from tearoad.torture.payers import Acks, Payers
from tearoad.torture.script import Script

PAYERS, SOME_CALLS, SECONDS = 32, 700, 5.0
SOME_CUTS = 12
BATCHES_A_COMMIT = 50
FORGETFUL = {"synchronous_commit": "off", "wal_writer_delay": "10s"}
NO_FLOOR = "ALTER TABLE account DROP CONSTRAINT account_above_floor"


@dataclass(frozen=True)
class Mutant:
    """`run` gives what the campaign says of it."""

    name: str
    run: Callable[[Field, Luck], Judgement]


def in_sql(name: str, *replaced: tuple[str, str], first: str = "") -> Mutant:
    """The ledger with pieces of its SQL replaced; `first` takes away what would stop the mutant by itself."""

    def run(field: Field, luck: Luck) -> Judgement:
        return _load(field, luck, mutated(LEDGER_SQL.read_text(encoding="utf-8"), *replaced), first)

    return Mutant(name, run)


def mutated(text: str, *replaced: tuple[str, str]) -> str:
    """Every piece is there, or the mutant would be none."""
    for old, new in replaced:
        assert text.count(old) == 1, f"{text.count(old)} times in the ledger's SQL: {old}"
        text = text.replace(old, new)
    return text


def _load(field: Field, luck: Luck, ledger: str, first: str) -> Judgement:
    """A short load over two services, without any other fault, and the judgement."""
    script = Script(luck.below(2**31), PAYERS)
    acks, found = Acks(), Judgement()
    with field.data_base(script) as name:
        url = field.shared.url(name)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(ledger.encode())
            connection.execute(first.encode() or b"SELECT 1")
        with Postings(url) as one, Postings(url) as two, Payers(script, [one, two], acks) as payers:
            payers.until_told(SOME_CALLS, SECONDS)
        found.surprised(payers.surprises)
        found.add(judged(url, script, acks.told))
    return found


class _ActsFirst(Postings):
    """Tells its callers before their batch is committed: several batches are one transaction."""

    told = 0

    def _taken(self) -> Connection:
        connection = super()._taken()
        if self.told % BATCHES_A_COMMIT == 0:
            connection.execute("COMMIT; BEGIN" if connection.info.transaction_status else "BEGIN")
        self.told += 1
        return connection


class _Gullible(Postings):
    """Takes money on any server."""

    def _connected(self) -> Connection:
        return psycopg.connect(self._url, autocommit=True)


class _OneTry(Postings):
    """Gives up a batch at the first failure, and does something else instead."""

    def _until_answered(self, rows: list[Transfer]) -> list[Verdict]:  # type: ignore[override]
        patience, self._patience = self._patience, -1.0
        try:
            return super()._until_answered(rows)
        except Unavailable:
            self._patience = patience
            return self._instead(rows)
        finally:
            self._patience = patience

    def _instead(self, rows: list[Transfer]) -> list[Verdict]:
        raise NotImplementedError


class _NewKeys(_OneTry):
    """Sends the batch again under other ids."""

    def _instead(self, rows: list[Transfer]) -> list[Verdict]:
        return Postings._until_answered(self, [row._replace(transfer_id=_other(row.transfer_id)) for row in rows])


class _Forgets(_OneTry):
    """Drops the batch and says that it is done."""

    def _instead(self, rows: list[Transfer]) -> list[Verdict]:
        return [Verdict.DONE] * len(rows)


def _other(key: str) -> str:
    return blake2b(key.encode(), digest_size=16).hexdigest()


CONTROL = in_sql("none: the ledger as it is")
"""What is not a mutant must pass the same load."""

MUTANTS = (
    Mutant("acknowledged before the commit", lambda field, luck: killed(field, luck, _ActsFirst, kills=2)),
    Mutant(
        "a forgetful server is accepted", lambda field, luck: killed(field, luck, _Gullible, FORGETFUL, kills=1)
    ),
    Mutant("sent again under a new key", lambda field, luck: cut(field, luck, _NewKeys, SOME_CUTS)),
    Mutant("a batch lost with its connection", lambda field, luck: cut(field, luck, _Forgets, SOME_CUTS)),
    in_sql(
        "no look at the key",
        ("WHEN old.kind IS NOT NULL THEN CASE", "WHEN false THEN CASE"),
        ("AS row(id, kind, verdict, debit, credit, amount, hold, at, grp, expiry, nr);",
         "AS row(id, kind, verdict, debit, credit, amount, hold, at, grp, expiry, nr) ON CONFLICT DO NOTHING;"),
        ("WHERE row.verdict = 0 AND row.expiry IS NOT NULL;",
         "WHERE row.verdict = 0 AND row.expiry IS NOT NULL ON CONFLICT DO NOTHING;"),
    ),
    in_sql("other content is answered as done", ("ELSE -2 END", "ELSE -1 - old.verdict END")),
    in_sql(
        "refusals are not kept",
        ("WHERE at.code BETWEEN 0 AND 99;", "WHERE at.code = 0;"),
        ("IF codes[i] >= 0 THEN", "IF codes[i] = 0 THEN"),
    ),
    in_sql(
        "no look at the cover",
        ("WHEN d.credits - d.debits - d.debits_pending - row.amount < d.floor THEN 15", ""),
        first=NO_FLOOR,
    ),
    in_sql(
        "no look at the sum of a batch",
        ("GROUP BY seen.debit HAVING min(seen.d_room) < sum(seen.needed)", "GROUP BY seen.debit HAVING false"),
        first=NO_FLOOR,
    ),
    in_sql("no lock on the cell", ("PERFORM pg_advisory_xact_lock(20131111, cell::integer);", "")),
    in_sql(
        "a hold resolved twice",
        ("WHEN r.hold_id IS NOT NULL THEN 12", ""),
        first="DROP INDEX transfer_hold_once",
    ),
    in_sql("more posted than held", ("WHEN row.amount > h.amount_minor THEN 14", "")),
    in_sql(
        "an expired hold is posted",
        ("WHEN row.kind = 2 AND to_timestamp(row.at) >= h.expires_at THEN 13", ""),
    ),
    in_sql(
        "a group half posted",
        ("IF several AND groups IS NOT NULL AND NOT 0 = ALL (codes) THEN", "IF false THEN"),
    ),
    in_sql(
        "one side of the books is left out",
        ("SELECT row.debit AS account, row.moved AS debit,", "SELECT row.debit AS account, 0 AS debit,"),
    ),
    in_sql("the chain does not go on", ("sha256(coalesce(before, '') ||", "sha256(''::bytea ||")),
)  # fmt: skip
