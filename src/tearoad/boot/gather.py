"""Concurrent calls become batches: one call of a function, and so one transaction, for everybody who waits.

There is no timer. A batch is whatever waits when the one before it comes back; a lone call goes at once. Callers are
threads (`ask`) or coroutines (`wait`). What the function raises is raised to every caller of the batch.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
Loop = asyncio.AbstractEventLoop
MOST = 2_000  # calls in a batch


class Closed(Exception):
    """Asked after `close`."""


class Gather(Generic[Asked, Answer]):
    """Calls `serve` in a thread of its own with the calls of each batch, in the order in which they came; it gives back
    an answer for each. Close it, or use it as a context manager: those who wait are served first."""

    def __init__(self, serve: Callable[[list[Asked]], Sequence[Answer]], most: int = MOST) -> None:
        self._serve, self._most = serve, most
        self._waiting: deque[tuple[Asked, Future[Answer] | asyncio.Future[Answer]]] = deque()
        self._wake = Event()
        self._door = Lock()  # nobody enters once it is closed: the thread may end when it has seen the last
        self._closed = False
        self._thread = Thread(target=self._run, name="gather", daemon=True)
        self._thread.start()

    def __enter__(self) -> "Gather[Asked, Answer]":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Serves everybody who waits, then ends."""
        with self._door:
            self._closed = True
        self._wake.set()
        self._thread.join()

    def ask(self, asked: Asked) -> Answer:
        """For threads: blocks until the batch is back."""
        future: Future[Answer] = Future()
        self._enter(asked, future)
        return future.result()

    def wait(self, asked: Asked) -> "asyncio.Future[Answer]":
        """For coroutines: await it. A caller who is cancelled leaves what they asked for in the batch."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._enter(asked, future)
        return future

    def _enter(self, asked: Asked, future: "Future[Answer] | asyncio.Future[Answer]") -> None:
        with self._door:
            if self._closed:
                raise Closed("the gathering has ended")
            self._waiting.append((asked, future))
        if not self._wake.is_set():
            self._wake.set()

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._most))]
                self._answer(batch)
            if self._closed and not self._waiting:
                return

    def _answer(self, batch: "list[tuple[Asked, Future[Answer] | asyncio.Future[Answer]]]") -> None:
        futures = [future for _, future in batch]
        try:
            answers = self._serve([asked for asked, _ in batch])
            assert len(answers) == len(batch), f"{len(answers)} answers to {len(batch)} calls"
        except BaseException as error:  # it belongs to the callers, and this thread goes on
            _tell(futures, [None] * len(futures), error)
        else:
            _tell(futures, answers, None)


def _tell(futures: Sequence[object], answers: Sequence[object], error: BaseException | None) -> None:
    """Threads are told one by one; all coroutines of a loop by one call."""
    loops: defaultdict[Loop, list[tuple[asyncio.Future[object], object]]] = defaultdict(list)
    for future, answer in zip(futures, answers, strict=True):
        if isinstance(future, asyncio.Future):
            loops[future.get_loop()].append((future, answer))
        elif isinstance(future, Future):
            if error is None:
                future.set_result(answer)
            else:
                future.set_exception(error)
    for loop, told in loops.items():
        with suppress(RuntimeError):  # the loop is closed: nobody waits there any more
            loop.call_soon_threadsafe(_settle, told, error)


def _settle(told: "list[tuple[asyncio.Future[object], object]]", error: BaseException | None) -> None:
    for future, answer in told:
        if not future.done():
            if error is None:
                future.set_result(answer)
            else:
                future.set_exception(error)
