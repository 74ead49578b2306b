"""The campaign itself: every fault for some seconds, and every mutant caught."""

from itertools import count

import psycopg
import pytest

from tearoad.boot.torture_ground import LEDGER_SQL
from tearoad.torture import campaign
from tearoad.torture.campaign import (
    FAULTS,
    SECONDS,
    Line,
    Report,
    judged_mutants,
    rounds,
    too_few_unheard,
    torture,
    words_of,
)
from tearoad.torture.faults import cut_connection
from tearoad.torture.field import Fault, Field
from tearoad.torture.judge import Judgement
from tearoad.torture.luck import Luck
from tearoad.torture.mutants import CONTROL, MUTANTS, Mutant, in_sql, mutated

SEED = 20131111
IN_CI = [fault for fault in FAULTS if not fault.long]


def survived(fault: Fault, field: Field, seed: int, seconds: float) -> None:
    line = rounds(fault, field, seed, seconds)
    if line.skipped:
        pytest.skip(line.skipped)
    assert line.rounds >= 1
    assert line.found.good, line.found
    assert not too_few_unheard(line)


@pytest.mark.parametrize("fault", IN_CI, ids=lambda fault: fault.name)
def test_nothing_is_lost_doubled_or_broken(field: Field, fault: Fault) -> None:
    survived(fault, field, SEED, SECONDS["small"])


@pytest.mark.full
@pytest.mark.parametrize("fault", IN_CI, ids=lambda fault: fault.name)
def test_nothing_is_lost_doubled_or_broken_for_longer(field: Field, fault: Fault) -> None:
    survived(fault, field, SEED + 1, SECONDS["full"])


def test_the_plan_has_its_twelve_mutants() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= 12


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name.replace(" ", "-"))
def test_the_campaign_catches_every_mutant(field: Field, mutant: Mutant) -> None:
    found = judged_mutants(field, SEED, [mutant])[mutant.name]
    assert words_of(found), found


def test_what_is_no_mutant_is_not_caught(field: Field) -> None:
    """What the campaign says of a sound ledger, so that the others are caught for what they are."""
    same = in_sql("the same", ("WHEN d.closed OR c.closed THEN 7", "WHEN c.closed OR d.closed THEN 7"))
    assert all(found.good for found in judged_mutants(field, SEED, [CONTROL, same]).values())


def test_a_mutant_whose_text_is_gone_is_an_error() -> None:
    with pytest.raises(AssertionError, match="0 times"):
        mutated(LEDGER_SQL.read_text(), ("no such line", ""))


def test_a_round_that_ends_in_an_error_is_no_proof(field: Field) -> None:
    def run(field: Field, luck: Luck) -> Judgement:
        raise psycopg.OperationalError("no server")

    line = rounds(Fault("error", run), field, SEED, 0.0)
    assert not line.found.good
    assert words_of(line.found) == ""


def test_too_few_cuts_after_the_commit_are_told() -> None:
    line = Line(cut_connection.FAULT.name, Judgement(hits=100, hits_unheard=29))
    assert too_few_unheard(line)
    line.found.hits_unheard = 30
    assert not too_few_unheard(line)


def test_a_report_is_good_only_where_all_is(field: Field) -> None:
    assert Report(1).good
    assert not Report(1, mutants={"one": Judgement(lost=1), "two": Judgement()}).good
    for bad in (Judgement(lost=1), Judgement(doubled=1), Judgement(broken=["something"])):
        assert not Report(1, [Line("fault", bad)]).good


def test_luck_is_another_in_every_round_and_the_same_for_a_seed(field: Field) -> None:
    drawn: list[list[int]] = []
    for _ in range(2):
        seen: list[int] = []
        numbers = count()

        def run(field: Field, luck: Luck, seen: list[int] = seen, numbers: "count[int]" = numbers) -> Judgement:
            seen.append(luck.below(2**31))
            return Judgement(hits=next(numbers))

        rounds(Fault("lucky", run), field, 7, 10.0, most=5)
        drawn.append(seen)
    assert drawn[0] == drawn[1]
    assert len(set(drawn[0])) == 5


def test_a_fault_that_is_not_possible_here_is_skipped_with_its_reason(field: Field) -> None:
    def run(field: Field, luck: Luck) -> Judgement:
        raise AssertionError

    line = rounds(Fault("far", run, lambda: "no rights"), field, 1, 10.0)
    assert (line.skipped, line.rounds) == ("no rights", 0)


def test_a_stopped_campaign_has_its_report_so_far(field: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[int] = []

    def run(field: Field, luck: Luck) -> Judgement:
        ran.append(1)
        if len(ran) == 3:
            raise KeyboardInterrupt
        return Judgement(acknowledged=10)

    monkeypatch.setattr(campaign, "FAULTS", (Fault("one", run),))
    report = Report(3)
    with pytest.raises(KeyboardInterrupt):
        torture(field, report, 60.0, ["one"])
    assert (report.lines[0].rounds, report.total.acknowledged) == (2, 20)


def test_only_what_is_asked_for_runs(field: Field) -> None:
    report, told = Report(3), list[str]()
    torture(field, report, 0.0, ["forgetful"], told.append)
    assert told == ["forgetful"]
    assert [(line.name, line.rounds) for line in report.lines] == [("forgetful", 1)]
    assert report.good
    assert not report.mutants
