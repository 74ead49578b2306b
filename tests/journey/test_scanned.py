"""What scans mean comes from the tables of the tracks."""

import numpy as np
import pytest

from tearoad.journey.scanned import AT_THE_OFFICE, CHAIN, CODES, ENDED, LAST, MEANS, NEEDS_RELEASE, RANK, tables
from tearoad.journey.stages import CLEARED, Border, Carriage, Money, reachable, step
from tearoad.kernel.scan_fold import BLOCKED, SAME

TABLES = tables(np.zeros((1, 1), np.int64))
STATES = sorted({(border, carriage) for money, border, carriage in reachable() if money == Money.HELD})


@pytest.mark.parametrize(("border", "carriage"), STATES)
def test_every_move_is_a_chain_of_facts(border: int, carriage: int) -> None:
    for code, name in enumerate(CODES):
        target = TABLES.after[border, carriage, code]
        if target in (SAME, BLOCKED):
            continue
        state: tuple[int, int, int] | None = (int(Money.HELD), border, carriage)
        for fact in (*CHAIN, LAST.get(Carriage(target))):
            after = step(state, fact) if state and fact is not None else None
            if after and TABLES.rank[after[2]] <= TABLES.rank[target]:
                state = after
        assert state == (Money.HELD, border, target), name
        assert Carriage(target) in (MEANS[name], Carriage.AT_OFFICE)
        assert TABLES.rank[target] >= RANK[Carriage(carriage)]


def test_some_of_all_move_something() -> None:
    moving = {CODES[code] for _, _, code in np.argwhere(TABLES.after >= 0)}
    assert moving == set(MEANS) - {"EMA"}


@pytest.mark.parametrize("border", [border for border in Border if border not in CLEARED[Border]])
def test_what_is_not_released_does_not_leave(border: Border) -> None:
    for carriage in RANK:
        for name in NEEDS_RELEASE:
            assert TABLES.after[border, carriage, CODES.index(name)] == BLOCKED


def test_an_office_tells_of_its_own_parcels() -> None:
    assert [CODES[code] for code in np.flatnonzero(TABLES.at_office)] == sorted(AT_THE_OFFICE, key=CODES.index)
    assert (TABLES.rank[[int(state) for state in Carriage if state not in RANK]] == ENDED).all()
