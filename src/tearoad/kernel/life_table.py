"""How long things last, by a life table of a period: who was at risk at each age in the last weeks, and who ended.

Ages are cut at EDGES, whose steps grow with age; `ended` and `lived` float64[groups, BINS] say how many ended in each
step and how many whole steps were lived in it, old ones counting less. Things that began lately and last on are counted
as they are, so that nothing is biased towards those that ended early (Kaplan and Meier 1958; period tables as in
demography). Hazards add up to `risk` float64[groups, BINS + 1], zero at age zero.
"""

import numpy as np

from tearoad.kernel.compiled import njit

BINS = 96
FIRST, LAST = 0.03, 30.0
EDGES = np.concatenate([[0.0], np.geomspace(FIRST, LAST, BINS)])
_STEP = np.log(LAST / FIRST) / (BINS - 1)
LARGEST_HAZARD = 3.0  # of one step


@njit
def bin_of(age: float) -> int:
    """The step in which an age lies; BINS where it is beyond them all."""
    if age < FIRST:
        return 0
    if age >= LAST:
        return BINS
    at = int(np.log(age / FIRST) / _STEP) + 1
    if age < EDGES[at]:  # a logarithm is rounded
        at -= 1
    elif age >= EDGES[at + 1]:
        at += 1
    return at


@njit
def risk_at(risk: np.ndarray, age: float) -> float:
    """The risk that was run from age zero to an age, by risk float64[BINS + 1]."""
    at = bin_of(age)
    if at == BINS:
        return risk[BINS]
    part = (age - EDGES[at]) / (EDGES[at + 1] - EDGES[at])
    return risk[at] + part * (risk[at + 1] - risk[at])


@njit
def age_at(risk: np.ndarray, level: float) -> float:
    """The age by which so large a share has ended, of those that end at all; LAST at most."""
    ends = 1.0 - np.exp(-risk[BINS])
    wanted = -np.log(1.0 - level * ends)
    at = np.searchsorted(risk, wanted, side="left")
    if at == 0:
        return 0.0
    if at > BINS:
        return LAST
    return EDGES[at - 1] + (EDGES[at] - EDGES[at - 1]) * (wanted - risk[at - 1]) / (risk[at] - risk[at - 1])


@njit
def ages_at(risk: np.ndarray, group: np.ndarray, level: np.ndarray) -> np.ndarray:
    """float64[groups, levels] of all groups' risk, reckoned for those of `group` alone, the rest is zero."""
    ages = np.zeros((len(risk), len(level)))
    for one in group:
        for at in range(len(level)):
            ages[one, at] = age_at(risk[one], level[at])
    return ages


@njit
def record(
    group: np.ndarray, before: np.ndarray, after: np.ndarray, end: np.ndarray, ended: np.ndarray, lived: np.ndarray
) -> None:
    """Add what was lived to a table: from age `before` to `after`, float64[n], ended there or not.
    All is added to group 0 and to `group` int64[n], where that is another."""
    for row in range(len(group)):
        own = group[row]
        first, last = bin_of(before[row]), bin_of(after[row])
        for at in range(first, min(last, BINS - 1) + 1):
            start, stop = max(before[row], EDGES[at]), min(after[row], EDGES[at + 1])
            part = (stop - start) / (EDGES[at + 1] - EDGES[at])
            if end[row]:
                part /= 2  # -log(1 - p) is p / (1 - p / 2), nearly
            lived[0, at] += part
            if own:
                lived[own, at] += part
        if end[row] and last < BINS:
            ended[0, last] += 1.0
            if own:
                ended[own, last] += 1.0


@njit
def risks(ended: np.ndarray, lived: np.ndarray, prior: float) -> np.ndarray:
    """float64[groups, BINS + 1]. Each group is drawn to group 0 as if it had seen `prior` more ends like those."""
    groups = len(ended)
    risk = np.zeros((groups, BINS + 1))
    share = prior / max(ended[0].sum(), 1.0)
    for group in range(groups):
        for at in range(BINS):
            drawn = share if group else 0.0
            ends, alive = ended[group, at] + drawn * ended[0, at], lived[group, at] + drawn * lived[0, at]
            hazard = min(ends / alive, LARGEST_HAZARD) if alive > 1e-9 else 0.0
            risk[group, at + 1] = risk[group, at] + hazard
    return risk
