"""How long lanes and legs take, fitted from scans at both of their ends; what is still under way counts as that.

What was lost counts as under way, so a quantile is of all that left. Where too little was scanned nothing is said, and
what was assumed stays.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tearoad.kernel.survival import bounds, curve, quantile
from tearoad.network.chain import Chain
from tearoad.network.leg import Leg, LegBook
from tearoad.network.road import Lane, Span

LEAST = 50  # arrivals; assumed
SCANNED_SHARE = 0.9  # of what was scanned after a leg, what was scanned at its end at the least; assumed
DEVIATIONS = 1.96  # 95 in 100
NOT_YET = -1
TOO_FEW, UNDER_WAY, NO_SCANS = "too few arrivals", "too much is under way", "mostly unscanned at its end"


class Transits(NamedTuple):
    """Departures of parcels from places, int64[n] each: number of the lane, and of the place; the place that scanned
    it next, and when; when it left, and when it came to the lane's end; NOT_YET where that did not happen. `going`
    bool[n]: nothing says that it is farther than its scans."""

    lane: np.ndarray
    start: np.ndarray
    end: np.ndarray
    left: np.ndarray
    came: np.ndarray
    arrived: np.ndarray
    going: np.ndarray


class Fit(NamedTuple):
    """Of one lane or leg, in seconds from departure to arrival. `assumed` is what the road says; `fitted` None where
    `reason` says why not. `between` are the bounds of both quantiles, None where there is none."""

    id: str
    left: int
    came: int
    assumed: Span
    fitted: Span | None
    between: tuple[tuple[int | None, int | None], tuple[int | None, int | None]] | None
    reason: str

    @property
    def differs(self) -> bool:
        """Whether what was assumed is not within the bounds of what was seen."""
        pairs = zip(self.assumed, self.between or (), strict=False)
        return any((low is not None and own < low) or (high is not None and own > high) for own, (low, high) in pairs)


def lane_fits(lanes: Sequence[Lane], places: Mapping[str, int], seen: Transits, known_at: int) -> list[Fit]:
    """Of the lanes to an exchange office, by their numbers, from their origin, as known at a moment."""
    found = []
    for number, lane in enumerate(lanes):
        if lane.office is not None:
            own = (seen.lane == number) & (seen.start == places[lane.origin])
            assumed = Span(lane.transit_p50, lane.transit_p90)
            found.append(_fit(lane.id, assumed, _known(seen.left[own], seen.arrived[own], seen.going[own], known_at)))
    return found


def leg_fits(
    book: LegBook,
    chains: Mapping[str, Chain],
    lanes: Sequence[Lane],
    places: Mapping[str, int],
    seen: Transits,
    known_at: int,
) -> list[Fit]:
    """Of the legs of which lanes are made, of all that went by them, in either direction."""
    found = []
    for leg, way in _ways(book, chains, lanes):
        own, skipped = np.zeros(len(seen.lane), dtype=bool), 0
        for lane, start, end in way:
            here = (seen.lane == lane) & (seen.start == places[start])
            elsewhere = here & (seen.end >= 0) & (seen.end != places[end])
            skipped += int(elsewhere.sum())
            own |= here & ~elsewhere
        fit = _fit(leg.id, spans_of(leg), _known(seen.left[own], seen.came[own], seen.going[own], known_at))
        if fit.fitted and fit.came < SCANNED_SHARE * (fit.came + skipped):
            fit = fit._replace(fitted=None, between=None, reason=NO_SCANS)
        found.append(fit)
    return found


def spans_of(leg: Leg) -> Span:
    """From departure to arrival."""
    takes = leg.running + leg.gauge
    return Span(takes + leg.delay.p50, takes + leg.delay.p90)


def _ways(
    book: LegBook, chains: Mapping[str, Chain], lanes: Sequence[Lane]
) -> Iterator[tuple[Leg, list[tuple[int, str, str]]]]:
    """Each leg, with the lanes that go by it, by number, and from where to where."""
    found: dict[str, list[tuple[int, str, str]]] = {}
    for number, lane in enumerate(lanes):
        if lane.id in chains:
            chain = chains[lane.id]
            for leg, start, end in zip(chain.legs, chain.places[:-1], chain.places[1:], strict=True):
                found.setdefault(leg, []).append((number, start, end))
    for name in sorted(found):
        yield book.legs[name], found[name]


def _known(left: np.ndarray, came: np.ndarray, going: np.ndarray, known_at: int) -> tuple[np.ndarray, np.ndarray]:
    """Durations and whether they had ended by then, of what had left; without what somebody forgot to scan."""
    told = (left < known_at) & ((came != NOT_YET) | going)
    left, came = left[told], came[told]
    ended = (came != NOT_YET) & (came <= known_at)
    return np.where(ended, came, known_at) - left, ended


def _fit(name: str, assumed: Span, told: tuple[np.ndarray, np.ndarray]) -> Fit:
    duration, ended = told
    nothing = Fit(name, len(duration), int(ended.sum()), assumed, None, None, TOO_FEW)
    if nothing.came < LEAST:
        return nothing
    seen = curve(duration, ended)
    half, nine = quantile(seen, 0.5), quantile(seen, 0.9)
    if half is None or nine is None:
        return nothing._replace(reason=UNDER_WAY)
    between = bounds(seen, 0.5, DEVIATIONS), bounds(seen, 0.9, DEVIATIONS)
    return nothing._replace(fitted=Span(half, nine), between=between, reason="")
