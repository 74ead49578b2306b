"""What scans of the post mean on the tracks: EMSEVT events as moves of `stages`, tabled for the kernel that folds them.

A scan may say that a parcel is further than was known: what must have happened before is taken as reported, in the
order of CHAIN, as far as the tables of `stages` admit it. It never takes a parcel back.
"""

import numpy as np

from tearoad.journey.stages import AT_THE_DOOR, CLEARED, Border, Carriage, Fact, Money, step
from tearoad.kernel.scan_fold import BLOCKED, NEVER, SAME, Tables

# EMSEVT V3 of the UPU; of the delivery leg only EMH and EMI were seen in a published source, the rest is unverified.
EVENTS = (
    "EMA", "EMB", "EXA", "EXB", "EXC", "EXD", "EXX", "EMC", "EMJ", "EMK", "EMD", "EDA", "EDB", "EME", "EDC", "EMF",
    "EDD", "EDE", "EDF", "EDG", "EDH", "EMG", "EMH", "EMI", "EDX",
)  # fmt: skip
# Two more that are told by their reason: goes back, and held by customs with the reason that PRIME wants.
GOES_BACK, HELD_FOR_A_REASON = "EMH goes back", "EME reason"
CODES = (*EVENTS, GOES_BACK, HELD_FOR_A_REASON)
NAMES = tuple(name[:3] for name in CODES)  # as they stand in the history
CODE = {name: at for at, name in enumerate(CODES)}
MEANS = {
    "EMA": Carriage.DISPATCHED,
    "EMC": Carriage.IN_TRANSIT,
    "EMJ": Carriage.IN_TRANSIT,
    "EMK": Carriage.IN_TRANSIT,
    "EMD": Carriage.AT_OFFICE,
    "EDA": Carriage.AT_OFFICE,
    "EDB": Carriage.AT_OFFICE,
    "EME": Carriage.AT_OFFICE,
    "EDC": Carriage.AT_OFFICE,
    "EMF": Carriage.AT_OFFICE,
    "EDG": Carriage.OUT_FOR_DELIVERY,
    "EDF": Carriage.COLLECTABLE,
    "EDH": Carriage.COLLECTABLE,
    "EMH": Carriage.FAILED_ATTEMPT,
    "EMI": Carriage.DELIVERED,
    GOES_BACK: Carriage.RETURNED,
    HELD_FOR_A_REASON: Carriage.AT_OFFICE,
}
AT_THE_OFFICE = ("EMD", "EDA", "EDB", "EME", HELD_FOR_A_REASON, "EDC", "EMF")  # of the parcel's own office
BEFORE_DEPARTURE = ("EMA", "EMB", "EXA", "EXB", "EXC", "EXD", "EXX", "EMC")  # may have been before the hand-over
NEEDS_RELEASE = ("EMF", "EDD", "EDE", "EDF", "EDG", "EDH", "EMG", "EMH", GOES_BACK, "EMI")
CHAIN = (Fact.DEPARTED, Fact.ARRIVED_AT_OFFICE, Fact.OUT_FOR_DELIVERY)  # what lies between the hand-over and the door
LAST = {
    Carriage.FAILED_ATTEMPT: Fact.ATTEMPT_FAILED,
    Carriage.COLLECTABLE: Fact.COLLECTABLE,
    Carriage.DELIVERED: Fact.DELIVERED,
    Carriage.RETURNED: Fact.RETURNED,
}
RANK = {  # how far along; those at the door take turns
    Carriage.ACCEPTED: 1,
    Carriage.DISPATCHED: 2,
    Carriage.IN_TRANSIT: 3,
    Carriage.AT_OFFICE: 4,
    Carriage.OUT_FOR_DELIVERY: 5,
    Carriage.FAILED_ATTEMPT: 5,
    Carriage.COLLECTABLE: 5,
}
ENDED = 6  # the rank of all that travels no more
# Told again later, the parcel moves on within the state: so it does not count as lost, attempts follow each other, and
# another collection point has a term of its own.
TAKES_TURNS = (Carriage.IN_TRANSIT, *AT_THE_DOOR)


def tables(apart: np.ndarray) -> Tables:
    """For the kernel; `apart` int64[places, places] are the seconds within which nobody gets from one to the other."""
    return Tables(
        after=_after_event(),
        rank=np.array([RANK.get(state, ENDED) for state in Carriage], dtype=np.int64),
        means=np.array([RANK.get(MEANS[name], ENDED) if name in MEANS else NEVER for name in CODES], dtype=np.int64),
        at_office=np.isin(CODES, AT_THE_OFFICE),
        early=np.isin(CODES, BEFORE_DEPARTURE),
        event=np.array([CODE[name] for name in NAMES], dtype=np.int64),
        apart=apart,
        ended=ENDED,
        arrival=CODE["EMD"],
        leaving=CODE["EMF"],
        hold=CODE["EME"],
        hold_with_reason=CODE[HELD_FOR_A_REASON],
        given_back=CODE["EDC"],
        taken=CODE["EMI"],
        failed=int(Carriage.FAILED_ATTEMPT),
        delivered=int(Carriage.DELIVERED),
        returned=int(Carriage.RETURNED),
        selected=int(Border.SELECTED),
        held=int(Border.HELD),
        released=int(Border.RELEASED),
    )


def _after_event() -> np.ndarray:
    table = np.full((len(Border), len(Carriage), len(CODES)), SAME, dtype=np.int8)
    for border in Border:
        for carriage in RANK:
            for name, target in MEANS.items():
                table[border, carriage, CODE[name]] = _after(border, carriage, target)
            if border not in CLEARED[Border]:
                table[border, carriage, [CODE[name] for name in NEEDS_RELEASE]] = BLOCKED
    return table


def _after(border: Border, carriage: Carriage, target: Carriage) -> int:
    """As far as the chain of facts leads towards the target, or SAME."""
    if target == carriage:
        return int(target) if target in TAKES_TURNS else SAME
    if RANK.get(target, ENDED) < RANK[carriage]:
        return SAME
    state = (int(Money.HELD), int(border), int(carriage))
    for fact in (*CHAIN, LAST.get(target)):
        moved = step(state, fact) if fact is not None else None
        if moved is not None and RANK.get(Carriage(moved[2]), ENDED) <= RANK.get(target, ENDED):
            state = moved
            if state[2] == target:
                return int(target)
    return SAME
