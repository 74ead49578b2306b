"""Scripts: the same from the same seed, and of every kind of call; luck; logs of verdicts."""

from itertools import islice, pairwise
from pathlib import Path

from tearoad.ledger.transfer import Kind
from tearoad.ledger.verdict import LAST_MOMENT, Verdict
from tearoad.torture.luck import Luck
from tearoad.torture.payers import Acks, acks_of
from tearoad.torture.script import Call, Script


def calls(script: Script, payer: int, count: int = 2_000) -> list[Call]:
    return list(islice(script.calls(payer), count))


def test_a_script_follows_from_its_seed() -> None:
    assert calls(Script(1, 4), 2) == calls(Script(1, 4), 2)
    assert calls(Script(1, 4), 2) != calls(Script(1, 4), 3)
    assert calls(Script(1, 4), 2) != calls(Script(2, 4), 2)


def test_a_script_has_every_kind_and_repeats_a_fifth_of_its_keys() -> None:
    mine = calls(Script(1, 1), 0)
    assert {row.kind for call in mine for row in call.rows} == set(Kind)
    assert {
        Verdict.DONE, Verdict.OTHER_CONTENT, Verdict.NOT_POSITIVE, Verdict.SAME_ACCOUNT, Verdict.NO_ACCOUNT,
        Verdict.OTHER_CURRENCY, Verdict.EXPIRY_PASSED, Verdict.NO_HOLD, Verdict.BEFORE_ITS_HOLD, Verdict.HOLD_RESOLVED,
        Verdict.HOLD_EXPIRED, Verdict.MORE_THAN_HELD, Verdict.NOT_COVERED, Verdict.LINKED,
    } == {verdict for call in mine for verdict in call.due}  # fmt: skip
    repeated = len(mine) - len({call.rows for call in mine})
    assert 0.1 < repeated / len(mine) < 0.3
    posts = sum(row.kind == Kind.POST for call in mine for row in call.rows)
    assert posts > 3 * sum(row.kind == Kind.VOID for call in mine for row in call.rows)


def test_a_payment_ends_with_no_hold_open() -> None:
    seen, still_open = set[str](), set[str]()
    for call in calls(Script(3, 1), 0):
        for row, verdict in zip(call.rows, call.due, strict=True):
            if verdict is Verdict.DONE and row.transfer_id not in seen:
                still_open |= {row.transfer_id} if row.kind == Kind.HOLD else set()
                still_open.discard(row.hold_id or "")
                seen.add(row.transfer_id)
        assert not (call.ends and still_open)


def test_jumping_moments_can_be_written_and_jump() -> None:
    mine = calls(Script(1, 1, jumping=True), 0)
    moments = [row.at for call in mine for row in call.rows]
    assert 0 <= min(moments) <= 1
    assert max(moments) < LAST_MOMENT
    assert sum(later < earlier for earlier, later in pairwise(moments)) > 100


def test_luck_is_even_and_goes_on() -> None:
    luck = Luck("even")
    drawn = [luck.below(10) for _ in range(10_000)]
    assert {drawn.count(number) // 100 for number in range(10)} <= {8, 9, 10, 11}
    assert drawn == [again.below(10) for again in [Luck("even")] for _ in range(10_000)]
    assert all(0.1 <= luck.seconds(0.1, 0.2) <= 0.2 for _ in range(100))


def test_a_line_that_was_not_finished_was_told_to_nobody(tmp_path: Path) -> None:
    file = tmp_path / "acks"
    assert acks_of(file) == []
    acks = Acks(file)
    acks.add(3, 0, [Verdict.DONE, Verdict.NOT_COVERED])
    acks.add(4, 7, [Verdict.LINKED])
    assert acks_of(file) == acks.told
    with file.open("a") as more:
        more.write("5 1 0,1")
    assert acks_of(file) == acks.told
