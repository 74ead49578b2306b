"""`bench road`: queries a second of the road's timetable, and how soon a changed one answers; beside a plain search."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from tearoad.boot.timetable import Laid, laid, own_book, window_of
from tearoad.cli.bench_road_plain import Plain
from tearoad.kernel.timetable_search import NEVER
from tearoad.network.leg import LegBook
from tearoad.network.timetable import Timetable
from tearoad.terms.days import DAY

QUERIES, PLAIN_QUERIES, ROUNDS, SEED = 1_000_000, 200, 5, 1111
START = 1_794_355_200  # 11 November 2026, for orders of a week
CHEAPEST_SHARE = 5  # as many more first arrivals are asked for as cheapest ways: these take longer
KEPT_WITHIN = 25 * DAY
HEAVIEST_GRAMS = 20_000


def bench_road(queries: int = QUERIES) -> dict[str, Any]:
    """By CPU seconds of this process on one core, the best of some rounds; rebuilding by the middle one of them."""
    book, window = own_book(), window_of(START)
    road = laid(book, window)
    luck = np.random.default_rng(SEED)
    places = len(book.stops)
    origin, destination = (luck.integers(0, places, queries) for _ in range(2))
    ready = luck.integers(START, START + 7 * DAY, queries)
    few = max(queries // CHEAPEST_SHARE, 1)
    grams = luck.integers(1, HEAVIEST_GRAMS, few)
    columns = [column[:few] for column in (origin, destination, ready, ready + KEPT_WITHIN)]
    asked = [*columns, grams, grams * 4]
    first = _best(lambda: road.usual.earliest(origin, destination, ready))
    cheapest = _best(lambda: road.slow.cheapest(asked))
    plain, agreed = _plain(road.usual, origin, destination, ready)
    rebuilt = [_rebuilt(book, road, at) for at in range(ROUNDS * 3)]
    return {
        "legs": len(book.legs),
        "places": places,
        "connections": len(road.usual.connections.closing),
        "days": window.days,
        "queries": queries,
        "queries_per_second": round(queries / first),
        "cheapest_per_second": round(few / cheapest),
        "plain_per_second": round(plain, 1),
        "ratio_to_plain": round(queries / first / plain),
        "plain_queries": PLAIN_QUERIES,
        "plain_agreed": agreed,
        "rebuild_ms": round(sorted(rebuilt)[len(rebuilt) // 2] * 1e3, 1),
        "rebuild_ms_most": round(max(rebuilt) * 1e3, 1),
    }


def in_words(found: dict[str, Any]) -> list[str]:
    """What a person reads."""
    agreed = f"{found['ratio_to_plain']} times slower; {found['plain_agreed']} of {found['plain_queries']} agree"
    return [
        f"{found['legs']} legs, {found['places']} places, {found['connections']} departures of {found['days']} days",
        f"first arrivals: {found['queries_per_second']}/s on one core, of any pair and moment",
        f"cheapest by a date {KEPT_WITHIN // DAY} days off, any weight: {found['cheapest_per_second']}/s on one core",
        f"a changed timetable answers after {found['rebuild_ms']} ms (at most {found['rebuild_ms_most']}), both paces",
        f"Dijkstra with a heap in plain Python, in the same run: {found['plain_per_second']}/s, {agreed}",
    ]


def _best(work: Callable[[], object]) -> float:
    took = []
    for _ in range(ROUNDS + 1):  # the first compiles
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return min(took[1:])


def _plain(pace: Timetable, origin: np.ndarray, destination: np.ndarray, ready: np.ndarray) -> tuple[float, int]:
    """Queries a second of the peer, and how many of its answers are ours."""
    plain = Plain(pace)
    asked = [column[:PLAIN_QUERIES].tolist() for column in (origin, destination, ready)]
    began = time.process_time()
    answers = [plain.earliest(*one) for one in zip(*asked, strict=True)]
    took = time.process_time() - began
    own = pace.earliest(*(column[:PLAIN_QUERIES] for column in (origin, destination, ready))).arrival.tolist()
    return len(answers) / took, sum(
        one == (None if ours == NEVER else ours) for one, ours in zip(answers, own, strict=True)
    )


def _rebuilt(book: LegBook, road: Laid, at: int) -> float:
    """Seconds from a leg that leaves at another hour, and takes another time, to the first answers of both kinds."""
    name = list(book.legs)[at % len(book.legs)]
    leg = book.legs[name]
    changed = replace(leg, times=((at + 1) * 97 * 60 % DAY,), headway=0, running=leg.running + (at + 1) * 60)
    after = replace(book, legs={**book.legs, name: changed})
    one = np.zeros(1, dtype=np.int64)
    began = time.perf_counter()
    again = laid(after, road.window)
    for pace in (again.usual, again.slow):
        pace.earliest(one, one + 1, one + START)
    again.slow.cheapest([one, one + 1, one + START, one + START + KEPT_WITHIN, one + 1_000, one])
    return time.perf_counter() - began
