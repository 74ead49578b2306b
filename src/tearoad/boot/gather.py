"""Concurrent calls become batches: one call of a function, and so one transaction, for everybody who waits.

There is no timer. A batch is whatever waits when the one before it comes back; a lone call goes at once, in the thread
that asks. Where a whole batch waits before that, it sets out at once behind the one that is on its way, so that neither
those who ask nor those who answer stand idle. Callers are threads (`ask`) or coroutines (`wait`). What the function
raises is raised to every caller of the batch.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from threading import Lock, Thread
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
Loop = asyncio.AbstractEventLoop
MOST = 1_000  # calls in a batch
LANES = 2  # batches on their way


class Closed(Exception):
    """Asked after `close`."""


class Gather(Generic[Asked, Answer]):
    """Calls `serve` with the calls of each batch, in the order in which they came; it gives back an answer for each.

    At most LANES threads are in it at once, the second with `most` calls; which of two such batches is done first is
    open, so whoever needs an order waits for the answer. Close it, or use it as a context manager: those who wait are
    served first.
    """

    def __init__(self, serve: Callable[[list[Asked]], Sequence[Answer]], most: int = MOST) -> None:
        self._serve, self._most = serve, most
        self._waiting: deque[tuple[Asked, Future[Answer] | asyncio.Future[Answer]]] = deque()
        self._door = Lock()  # of all that stands below
        self._idle: list[Lock] = []  # the bells of those lanes; who was at work last is rung first
        self._away = 0  # batches on their way
        self._closed = False
        self._lone = Lock()  # held by who goes alone; nobody does while anything is on its way
        self._threads = [Thread(target=self._run, name="gather", daemon=True) for _ in range(LANES)]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> "Gather[Asked, Answer]":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Serves everybody who waits, then ends."""
        with self._door:
            self._closed = True
            self._ring()
        for thread in self._threads:
            thread.join()
        with self._lone:
            """Whoever went alone is back."""

    def ask(self, asked: Asked) -> Answer:
        """For threads: blocks until the batch is back. Where nobody is on the way, the caller goes alone."""
        if self._alone():
            try:
                return self._answers([asked])[0]
            finally:
                self._back()
        future: Future[Answer] = Future()
        self._enter(asked, future)
        return future.result()

    def wait(self, asked: Asked) -> "asyncio.Future[Answer]":
        """For coroutines: await it. A caller who is cancelled leaves what they asked for in the batch."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._enter(asked, future)
        return future

    def _alone(self) -> bool:
        with self._door:
            free = not (self._away or self._waiting or self._closed)
            if free:
                self._away += 1
                self._lone.acquire()
        return free

    def _back(self) -> None:
        with self._door:
            self._away -= 1
            if self._waiting:
                self._ring()
        self._lone.release()

    def _enter(self, asked: Asked, future: "Future[Answer] | asyncio.Future[Answer]") -> None:
        with self._door:
            if self._closed:
                raise Closed("the gathering has ended")
            self._waiting.append((asked, future))
            if len(self._waiting) == (self._most if self._away else 1):
                self._ring()

    def _answers(self, asked: list[Asked]) -> Sequence[Answer]:
        answers = self._serve(asked)
        assert len(answers) == len(asked), f"{len(answers)} answers to {len(asked)} calls"
        return answers

    def _ring(self) -> None:
        if self._idle:
            self._idle.pop().release()

    def _run(self) -> None:
        bell = Lock()
        bell.acquire()
        while batch := self._next(bell):
            self._answer(batch)
            with self._door:
                self._away -= 1

    def _next(self, bell: Lock) -> "list[tuple[Asked, Future[Answer] | asyncio.Future[Answer]]]":
        """The next batch, when it may set out; nothing, when nobody will come any more."""
        while True:
            with self._door:
                if self._waiting and (not self._away or (self._away < LANES and len(self._waiting) >= self._most)):
                    self._away += 1
                    batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._most))]
                    if len(self._waiting) >= self._most:
                        self._ring()
                    return batch
                if self._closed and not self._waiting:
                    self._ring()  # the other lane, for the same reason
                    return []
                self._idle.append(bell)
            bell.acquire()

    def _answer(self, batch: "list[tuple[Asked, Future[Answer] | asyncio.Future[Answer]]]") -> None:
        futures = [future for _, future in batch]
        try:
            answers = self._answers([asked for asked, _ in batch])
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
