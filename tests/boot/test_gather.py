"""Concurrent calls become batches, every caller gets their own answer, and nobody waits for ever."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from tearoad.boot.gather import LANES, Closed, Gather

SECONDS = 20  # that no answer takes


class Counter:
    """A function of batches that waits for leave, remembers what it got, and answers with ten times as much."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.begun, self.leave = Event(), Event()
        self.leave.set()

    def __call__(self, asked: list[int]) -> list[int]:
        self.batches.append(asked)
        self.begun.set()
        assert self.leave.wait(SECONDS)
        if -1 in asked:
            raise ValueError("minus one")
        return [10 * number for number in asked]


@pytest.fixture
def counter() -> Counter:
    return Counter()


@pytest.fixture
def gather(counter: Counter) -> Iterator[Gather[int, int]]:
    with Gather(counter) as opened:
        yield opened
    counter.leave.set()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(100) as threads:
        yield threads


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < end
        time.sleep(0.001)


def waiting(gather: Gather[int, int]) -> int:
    return len(gather._waiting)


def busy(counter: Counter, gather: Gather[int, int], pool: ThreadPoolExecutor) -> None:
    """A first batch is being served, and stays so until there is leave."""
    counter.leave.clear()
    pool.submit(gather.ask, 0)
    assert counter.begun.wait(SECONDS)


def test_a_lone_call_goes_at_once(gather: Gather[int, int], counter: Counter) -> None:
    assert [gather.ask(n) for n in (1, 2, 3)] == [10, 20, 30]
    assert counter.batches == [[1], [2], [3]]


def test_who_comes_while_a_batch_is_served_is_the_next_batch(
    gather: Gather[int, int], counter: Counter, pool: ThreadPoolExecutor
) -> None:
    busy(counter, gather, pool)
    asked = []
    for number in range(1, 60):
        asked.append(pool.submit(gather.ask, number))
        until(lambda number=number: waiting(gather) == number)
    counter.leave.set()
    assert [one.result(SECONDS) for one in asked] == [10 * number for number in range(1, 60)]
    assert counter.batches == [[0], list(range(1, 60))]


def test_a_batch_is_of_a_size_at_most(counter: Counter, pool: ThreadPoolExecutor) -> None:
    with Gather(counter, most=4) as gather:
        busy(counter, gather, pool)
        asked = [pool.submit(gather.ask, number) for number in range(1, 12)]
        until(lambda: waiting(gather) == 7)  # four have set out behind the first
        assert [len(batch) for batch in counter.batches] == [1, 4]
        counter.leave.set()
        assert [one.result(SECONDS) for one in asked] == [10 * number for number in range(1, 12)]
    assert [len(batch) for batch in counter.batches] == [1, 4, 4, 3]


def test_two_batches_are_on_their_way_at_most(counter: Counter, pool: ThreadPoolExecutor) -> None:
    with Gather(counter, most=2) as gather:
        busy(counter, gather, pool)
        asked = [pool.submit(gather.ask, number) for number in range(1, 10)]
        until(lambda: waiting(gather) == 7)
        time.sleep(0.05)
        assert len(counter.batches) == 2
        counter.leave.set()
        assert [one.result(SECONDS) for one in asked] == [10 * number for number in range(1, 10)]


def test_what_is_raised_is_raised_to_all_of_the_batch_and_to_nobody_else(
    gather: Gather[int, int], counter: Counter, pool: ThreadPoolExecutor
) -> None:
    async def wait(number: int) -> int:
        return await gather.wait(number)

    busy(counter, gather, pool)
    asked = [pool.submit(gather.ask, number) for number in (1, -1, 2)]
    asked += [pool.submit(asyncio.run, wait(3))]
    until(lambda: waiting(gather) == 4)
    counter.leave.set()
    for one in asked:
        with pytest.raises(ValueError, match="minus one"):
            one.result(SECONDS)
    assert gather.ask(4) == 40


@pytest.mark.parametrize("answers", [[], [1, 2]])
def test_too_few_or_many_answers_are_nobodys_answers(answers: list[int]) -> None:
    with Gather(lambda asked: answers) as gather, pytest.raises(AssertionError, match="answers to 1 calls"):
        gather.ask(1)


def test_threads_and_coroutines_of_several_loops_mixed(
    gather: Gather[int, int], counter: Counter, pool: ThreadPoolExecutor
) -> None:
    async def many(first: int) -> list[int]:
        return [await gather.wait(number) for number in range(first, first + 20)]

    async def at_once(first: int) -> list[int]:
        return list(await asyncio.gather(*(gather.wait(number) for number in range(first, first + 20))))

    asked = {first: pool.submit(asyncio.run, many(first)) for first in range(0, 200, 20)}
    asked |= {first: pool.submit(asyncio.run, at_once(first)) for first in range(200, 400, 20)}
    asked |= {
        first: pool.submit(lambda f=first: [gather.ask(f + n) for n in range(20)]) for first in range(400, 600, 20)
    }
    for first, one in asked.items():
        assert one.result(SECONDS) == [10 * number for number in range(first, first + 20)]
    served = [number for batch in counter.batches for number in batch]
    assert sorted(served) == list(range(600))
    for first in asked:  # each caller's calls in the order in which they were made
        assert [number for number in served if first <= number < first + 20] == list(range(first, first + 20))


def test_a_cancelled_coroutine_does_no_harm(
    gather: Gather[int, int], counter: Counter, pool: ThreadPoolExecutor
) -> None:
    async def two() -> int:
        gone, stays = (asyncio.ensure_future(gather.wait(number)) for number in (1, 2))
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        counter.leave.set()
        return await asyncio.wait_for(stays, SECONDS)

    busy(counter, gather, pool)
    assert asyncio.run(two()) == 20
    assert counter.batches == [[0], [1, 2]]


def test_a_loop_that_is_closed_does_no_harm(
    gather: Gather[int, int], counter: Counter, pool: ThreadPoolExecutor
) -> None:
    async def leave() -> None:
        gather.wait(1)

    busy(counter, gather, pool)
    asyncio.run(leave())
    after = pool.submit(gather.ask, 2)
    until(lambda: waiting(gather) == 2)
    counter.leave.set()
    assert after.result(SECONDS) == 20


def test_a_loop_that_closes_at_the_last_moment_does_no_harm(gather: Gather[int, int]) -> None:
    """It is open when it is looked at, and refuses the call."""

    class Late(asyncio.SelectorEventLoop):
        late = False

        def call_soon_threadsafe(self, *words: object, **more: object) -> asyncio.Handle:
            self.late = True
            raise RuntimeError("Event loop is closed")

    async def leave() -> None:
        gather.wait(1)

    loop = Late()
    loop.run_until_complete(leave())
    assert gather.ask(2) == 20
    until(lambda: loop.late)
    time.sleep(0.1)
    assert all(thread.is_alive() for thread in gather._threads)  # what the loop refused did not end it
    loop.close()


def test_close_serves_those_who_wait(counter: Counter, pool: ThreadPoolExecutor) -> None:
    gather = Gather(counter, most=2)
    busy(counter, gather, pool)
    asked = [pool.submit(gather.ask, number) for number in range(1, 8)]
    until(lambda: waiting(gather) == 5)  # two have set out behind the first
    closing = pool.submit(gather.close)
    until(lambda: gather._closed)
    with pytest.raises(Closed):
        gather.ask(9)
    counter.leave.set()
    closing.result(SECONDS)
    assert [one.result(SECONDS) for one in asked] == [10 * number for number in range(1, 8)]
    gather.close()  # again


def test_close_waits_for_who_went_alone(counter: Counter, pool: ThreadPoolExecutor) -> None:
    gather = Gather(counter)
    busy(counter, gather, pool)
    closing = pool.submit(gather.close)
    until(lambda: not any(thread.is_alive() for thread in gather._threads))
    time.sleep(0.02)
    assert not closing.done()
    counter.leave.set()
    closing.result(SECONDS)


def test_asked_after_close(counter: Counter) -> None:
    async def wait() -> int:
        return await gather.wait(1)

    gather = Gather(counter)
    gather.close()
    with pytest.raises(Closed):
        gather.ask(1)
    with pytest.raises(Closed):
        asyncio.run(wait())
    assert counter.batches == []


def test_who_was_inside_when_the_door_closed_is_served(counter: Counter, pool: ThreadPoolExecutor) -> None:
    """A caller that has passed the look at the door and not yet stood in the queue."""
    gather: Gather[int, int] = Gather(counter)
    inside, go_on = Event(), Event()

    class Slow(type(gather._waiting)):
        def append(self, call: object) -> None:
            inside.set()
            go_on.wait(SECONDS)
            super().append(call)

    gather._waiting = Slow()
    busy(counter, gather, pool)
    asked = pool.submit(gather.ask, 1)
    assert inside.wait(SECONDS)
    counter.leave.set()
    closing = pool.submit(gather.close)
    time.sleep(0.05)
    go_on.set()
    closing.result(SECONDS)
    assert asked.result(SECONDS) == 10


def test_closing_under_load_answers_or_refuses_everybody(pool: ThreadPoolExecutor) -> None:
    for _ in range(20):
        served: list[int] = []
        gather: Gather[int, int] = Gather(lambda asked, served=served: (served.extend(asked), asked)[1])
        start = threading.Barrier(21)

        def load(first: int, gather: Gather[int, int] = gather, start: threading.Barrier = start) -> list[int]:
            start.wait(SECONDS)
            done = []
            for number in range(first, first + 1000):
                try:
                    done.append(gather.ask(number))
                except Closed:
                    break
            return done

        callers = [pool.submit(load, 1000 * caller) for caller in range(20)]
        start.wait(SECONDS)
        time.sleep(0.003)
        gather.close()
        answered = [number for caller in callers for number in caller.result(SECONDS)]
        assert sorted(answered) == sorted(served)


def test_the_thread_ends(counter: Counter) -> None:
    before = threading.active_count()
    with Gather(counter) as gather:
        gather.ask(1)
        assert threading.active_count() == before + LANES
    assert threading.active_count() == before
    assert not any(thread.is_alive() for thread in gather._threads)
