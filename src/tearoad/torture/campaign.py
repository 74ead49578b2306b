"""The campaign: mutants once, then faults in turn until the time is up; its report can be shown at any time."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from tearoad.torture.faults import (
    bad_page,
    clocks,
    conflicts,
    crowded,
    cut_connection,
    cut_wal,
    failing_sync,
    forgetful,
    full_disk,
    killed_app,
    killed_server,
    pauses,
    several_apps,
)
from tearoad.torture.field import Fault, Field
from tearoad.torture.judge import Judgement
from tearoad.torture.luck import Luck
from tearoad.torture.mutants import CONTROL, MUTANTS, Mutant

FAULTS = (
    killed_server.FAULT,
    killed_app.FAULT,
    cut_connection.FAULT,
    several_apps.FAULT,
    pauses.FAULT,
    crowded.FAULT,
    conflicts.FAULT,
    clocks.FAULT,
    cut_wal.FAULT,
    bad_page.FAULT,
    full_disk.FAULT,
    forgetful.FAULT,
    full_disk.SMALL_DISK,
    failing_sync.FAULT,
)
MUTANTS_NAME = "mutants"
NAMES = (*(fault.name for fault in FAULTS), MUTANTS_NAME)
SECONDS = {"small": 5.0, "full": 16.0}  # a fault
ENDED = "the round ended"
LEAST_UNHEARD, ENOUGH_CUTS = 0.3, 20


@dataclass
class Line:
    """What a fault has shown so far."""

    name: str
    found: Judgement = field(default_factory=Judgement)
    rounds: int = 0
    skipped: str | None = None


@dataclass
class Report:
    """`mutants` has for each mutant what was found of it; `control` is the ledger as it is under their load;
    `lines` are the faults."""

    seed: int
    lines: list[Line] = field(default_factory=list)
    mutants: dict[str, Judgement] = field(default_factory=dict)
    control: Judgement = field(default_factory=Judgement)

    @property
    def missed(self) -> list[str]:
        """Mutants that were not caught."""
        return [name for name, found in self.mutants.items() if not words_of(found)]

    @property
    def total(self) -> Judgement:
        """Of all faults, and of the ledger as it is."""
        total = Judgement()
        total.add(self.control)
        for line in self.lines:
            total.add(line.found)
        return total

    @property
    def good(self) -> bool:
        """Nothing lost, doubled or broken, and every mutant caught."""
        return self.total.good and not self.missed


def judged_mutants(field: Field, seed: int, mutants: Iterable[Mutant] = MUTANTS) -> dict[str, Judgement]:
    """What was found of each; `words_of` says whether that gives it away."""
    return {mutant.name: _round(mutant.run, field, Luck(seed, mutant.name)) for mutant in mutants}


def words_of(found: Judgement) -> str:
    """What gives a mutant away, in one line, or nothing. A round that ended in an error has shown nothing."""
    if any(words.startswith(ENDED) for words in found.broken):
        return ""
    counted = [f"{count} {word}" for word, count in (("lost", found.lost), ("doubled", found.doubled)) if count]
    return "; ".join([*counted, *found.broken[:1]])


def rounds(
    fault: Fault, field: Field, seed: int, seconds: float, line: Line | None = None, most: int | None = None
) -> Line:
    """One round at least, and then as many as fit; each draws its luck from (seed, fault, number of the round)."""
    line = line or Line(fault.name)
    line.skipped = fault.skipped()
    began, own = time.monotonic(), 0
    while not line.skipped and own != most:
        line.found.add(_round(fault.run, field, Luck(seed, fault.name, line.rounds)))
        line.rounds, own = line.rounds + 1, own + 1
        spent = time.monotonic() - began
        if spent + spent / own > seconds:
            break
    return line


def torture(
    field: Field,
    report: Report,
    seconds: float,
    only: Sequence[str] = (),
    told: Callable[[str], None] = lambda name: None,
) -> None:
    """Fills the report: mutants once, then every fault once, then again and again until the time is up."""
    until = time.monotonic() + seconds
    if not only or MUTANTS_NAME in only:
        told(MUTANTS_NAME)
        report.control.add(_round(CONTROL.run, field, Luck(report.seed, CONTROL.name)))
        report.mutants.update(judged_mutants(field, report.seed))
    faults = [fault for fault in FAULTS if fault.name in only or (not only and (field.long or not fault.long))]
    report.lines = [Line(fault.name) for fault in faults]
    first = True
    while first or (time.monotonic() < until and any(not line.skipped for line in report.lines)):
        for fault, line in zip(faults, report.lines, strict=True):
            if first or (not line.skipped and time.monotonic() < until):
                told(fault.name)
                rounds(fault, field, report.seed, 0.0, line, most=1)
        first = False
    for line in report.lines:
        line.found.broken += too_few_unheard(line)


def too_few_unheard(line: Line) -> list[str]:
    """Cuts that come before the commit prove nothing about retries."""
    found = line.found
    if line.name != cut_connection.FAULT.name or found.hits < ENOUGH_CUTS:
        return []
    share = found.hits_unheard / found.hits
    return [] if share >= LEAST_UNHEARD else [f"{share:.0%} of the cuts came after the commit, expected 30 % at least"]


def _round(run: Callable[[Field, Luck], Judgement], field: Field, luck: Luck) -> Judgement:
    """A round that ends in an error has not shown that nothing was lost."""
    try:
        return run(field, luck)
    except Exception as error:  # the other faults still have their turn
        return Judgement(broken=[f"{ENDED}: {type(error).__name__}: {str(error)[:300]}"])
