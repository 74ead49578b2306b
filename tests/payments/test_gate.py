"""The gate before a bank, in a time of its own: nobody is lost, the bank is never overrun, and does all that it can."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.payments.gate import BURST_SECONDS, CALL_SECONDS, TRIP, Gate, State
from tearoad.wire.banks.bank_model import BankModel

STEP = 0.01


@dataclass
class Play:
    """What became of whom; `sent` are the moments of sending."""

    told: Counter[str] = field(default_factory=Counter)
    sent: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    most_at_once: int = 0


def played(gate: Gate, bank: BankModel, a_second: float, seconds: float, patience: float, seed: int = 1) -> Play:
    """Buyers come as they like, at this rate; each is offered, sent, answered or told, and counted once."""
    luck, play = np.random.default_rng(seed), Play()
    out: dict[str, float] = {}
    given_up: set[str] = set()
    came: dict[str, float] = {}
    for step in range(round(seconds / STEP)):
        now = step * STEP
        for nr in range(luck.poisson(a_second * STEP)):
            name = f"{step}.{nr}"
            came[name] = now
            if not gate.offer(name, now + patience, now):
                play.told["told on coming"] += 1
        due = gate.due(now)
        play.told["told it is too late"] += len(due.late)
        for name in due.send:
            out[name] = now
            play.sent.append(now)
            bank.ask(name, now)
        play.most_at_once = max(play.most_at_once, gate.in_flight)
        for name in bank.step(now):
            if name in given_up:
                continue
            gate.ended(now - out.pop(name), True, now)
            play.told["answered"] += 1
            play.waits.append(now - came[name])
        for name in [name for name, began in out.items() if now - began >= CALL_SECONDS]:
            del out[name]
            given_up.add(name)
            gate.ended(CALL_SECONDS, False, now)
            play.told["not answered"] += 1
    assert sum(play.told.values()) + gate.waiting + len(out) == len(came)
    assert gate.in_flight == len(out)
    return play


@pytest.mark.parametrize("a_second", [4.0, 31.0])
def test_a_bank_that_is_asked_for_twenty_times_what_it_carries_does_all_that_it_can(a_second: float) -> None:
    gate, bank = Gate(a_second, 0.0), BankModel(a_second)
    play = played(gate, bank, 20 * a_second, 60, patience=20)
    assert play.told["answered"] >= 0.95 * 60 * a_second
    assert play.told["not answered"] == 0
    assert max(play.waits) < 20
    assert play.told["told it is too late"] < 0.02 * play.told["told on coming"]


def test_it_is_never_sent_more_than_it_declared() -> None:
    gate, bank = Gate(10.0, 0.0), BankModel(30.0)
    sent = np.array(played(gate, bank, 200, 60, patience=20).sent)
    for start in np.arange(0, 50, 0.37):
        for span in (1.0, 5.0, 10.0):
            assert ((sent >= start) & (sent < start + span)).sum() <= 10 * (span + BURST_SECONDS) + 1


def test_a_bank_that_carries_less_than_it_declared_is_not_overrun() -> None:
    gate, bank = Gate(20.0, 0.0), BankModel(8.0)
    play = played(gate, bank, 100, 120, patience=30)
    assert play.told["answered"] >= 0.9 * 120 * 8
    assert play.told["not answered"] < 0.02 * play.told["answered"]


def test_a_dead_bank_holds_nobody_and_is_felt_for_until_it_is_back() -> None:
    gate, bank = Gate(20.0, 0.0), BankModel(20.0)
    played(gate, bank, 10, 20, patience=20)
    gate, bank = Gate(20.0, 0.0), BankModel(20.0, dead=True)
    dead = played(gate, bank, 10, 40, patience=20)
    assert gate.state(40.0) is not State.CLOSED
    assert len(dead.sent) < 60  # of 400 who came: those of the first ten seconds, and those who felt for it
    assert dead.told["told on coming"] > 100
    late = Gate(20.0, 0.0)
    for nr in range(TRIP):
        late.offer(str(nr), 100.0, 0.0)
    for _ in late.due(0.0).send:
        late.ended(CALL_SECONDS, False, 10.0)
    assert late.state(10.5) is State.OPEN
    assert [late.offer(name, 100.0, 12.5) for name in ("one", "two")] == [True, False]
    assert late.state(12.5) is State.HALF_OPEN
    assert late.due(12.5).send == ["one"]
    assert late.offer("two", 100.0, 12.6)
    assert late.due(12.6).send == []
    late.ended(0.3, True, 13.0)
    assert late.state(13.0) is State.CLOSED
    assert late.due(13.0).send == ["two"]


def test_who_has_the_least_time_goes_first_and_who_has_none_is_told() -> None:
    gate = Gate(2.0, 0.0)
    for name, deadline in (("slow", 60.0), ("soon", 30.0), ("mid", 45.0)):
        assert gate.offer(name, deadline, 0.0)
    assert gate.due(0.0).send == ["soon"]
    assert gate.due(0.5).send == ["mid"]
    gate.in_flight = 0
    assert gate.due(61.0) == ([], ["slow"])


def test_who_cannot_be_served_in_time_is_told_at_once() -> None:
    gate = Gate(1.0, 0.0)
    answers = [gate.offer(str(nr), 10.0, 0.0) for nr in range(20)]
    assert answers == sorted(answers, reverse=True)
    assert 7 <= sum(answers) <= 9  # of ten seconds a fifth is the bank's


def test_another_capacity_counts_at_once() -> None:
    gate = Gate(100.0, 0.0)
    gate.change(2.0)
    for nr in range(50):
        gate.offer(str(nr), 1_000.0, 0.0)
    assert len(gate.due(0.0).send) == 1
    assert sum(len(gate.due(now / 10).send) for now in range(1, 101)) <= 21


@given(
    st.floats(0.5, 50),
    st.lists(st.tuples(st.sampled_from(["offer", "due", "answer", "silence"]), st.floats(0, 5)), max_size=200),
)
def test_whatever_happens_everybody_comes_out_once(a_second: float, moves: list[tuple[str, float]]) -> None:
    gate, now, out, seen, offered = Gate(a_second, 0.0), 0.0, list[str](), list[str](), 0
    for nr, (move, passed) in enumerate(moves):
        now += passed
        if move == "offer":
            offered += gate.offer(str(nr), now + 3 * passed, now)
        elif move == "due":
            due = gate.due(now)
            out += due.send
            seen += due.send + due.late
        elif out:
            out.pop()
            gate.ended(passed, move == "answer", now)
        assert 0 <= gate.in_flight <= gate.bulkhead + 1
        assert 1 <= gate.limit <= gate.bulkhead
        assert gate.wait(now) >= 0
    assert len(seen) == len(set(seen))
    assert len(seen) + gate.waiting == offered
    assert gate.in_flight == len(out)


def test_who_does_not_queue_is_sent_only_while_nobody_does() -> None:
    gate = Gate(1.0, 0.0)
    assert gate.at_once(0.0)
    assert not gate.at_once(0.0), "the bank has had all that it takes"
    assert gate.offer("anna", 30.0, 1.0)
    assert not gate.at_once(2.0), "somebody waits"
    assert gate.due(2.0).send == ["anna"]
    for _ in range(2):
        gate.ended(0.1, True, 3.0)
    assert gate.at_once(3.0)
    for _ in range(TRIP):
        gate.in_flight += 1
        gate.ended(CALL_SECONDS, False, 4.0)
    assert not gate.at_once(4.5), "the bank is taken for dead"
