"""The ledger as a service: callers post transfers, and whatever waits goes to the data base as one batch.

Every row is safe to send again, so a lost connection is no lost answer: the batch is sent anew over a new connection,
and what had been committed answers as it did.
"""

import asyncio
import time
from collections import deque
from collections.abc import Iterator, Sequence

import psycopg
from psycopg import Connection

from tearoad.boot.gather import Gather
from tearoad.ledger.transfer import Transfer
from tearoad.ledger.verdict import Verdict
from tearoad.store.database import CELL, LOST, connected, gone, refuse_forgetful
from tearoad.store.ledger import MOST_TRANSFERS, offered
from tearoad.terms.refusal import BadInput, Unavailable

Rows = Sequence[Transfer]
PATIENCE_SECONDS = 30.0  # how long a batch is sent again before its callers are told that nobody answers
PAUSE_SECONDS = 0.05
AGAIN = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)


class Postings:
    """For one cell, over a connection for each batch that is on its way. Each call brings at most MOST_TRANSFERS rows,
    which stay together, in their order, and gets their verdicts; `BadInput` is raised to one that brings more.

    `Unavailable` is raised to callers whose rows may or may not have been written: ask again with the same rows.
    Opening raises it where nobody answers, and `BadInput` where the server may forget what it committed.
    """

    def __init__(self, url: str, cell: int = CELL, patience: float = PATIENCE_SECONDS) -> None:
        self._url, self._cell, self._patience = url, cell, patience
        self._free = deque([self._connected()])  # connections that no batch is on
        self._gather: Gather[Rows, list[Verdict]] = Gather(self._post)

    def __enter__(self) -> "Postings":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Posts what waits, then hangs up."""
        self._gather.close()
        while self._free:
            self._free.pop().close()

    def ask(self, rows: Rows) -> list[Verdict]:
        """For threads."""
        return self._gather.ask(_of_one_batch(rows))

    def wait(self, rows: Rows) -> "asyncio.Future[list[Verdict]]":
        """For coroutines: await it."""
        return self._gather.wait(_of_one_batch(rows))

    def _post(self, calls: list[Rows]) -> list[list[Verdict]]:
        answers: list[list[Verdict]] = []
        for batch in _batches(calls):
            verdicts, at = self._until_answered([row for rows in batch for row in rows]), 0
            for rows in batch:
                answers.append(verdicts[at : at + len(rows)])
                at += len(rows)
        return answers

    def _until_answered(self, rows: Rows) -> list[Verdict]:
        deadline = time.monotonic() + self._patience
        connection: Connection | None = None
        while True:
            try:
                connection = connection or self._taken()
                verdicts = offered(connection, self._cell, rows)
                self._free.append(connection)
                return verdicts
            except AGAIN as error:  # taken back by a server that is well
                failed = Unavailable(f"the data base is too busy: {str(error).splitlines()[0]}")
            except LOST as error:
                if connection:
                    connection.close()
                connection = None
                failed = gone(error)
            except Unavailable as error:
                failed = error
            if time.monotonic() > deadline:
                if connection:
                    self._free.append(connection)
                raise failed
            if connection is None:
                time.sleep(PAUSE_SECONDS)

    def _taken(self) -> Connection:
        return self._free.pop() if self._free else self._connected()

    def _connected(self) -> Connection:
        connection = connected(self._url)
        try:
            refuse_forgetful(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def _of_one_batch(rows: Rows) -> Rows:
    if len(rows) > MOST_TRANSFERS:
        raise BadInput(f"{len(rows)} transfers in one call, expected {MOST_TRANSFERS} at most")
    return rows


def _batches(calls: list[Rows]) -> Iterator[list[Rows]]:
    """Calls that are judged together: of MOST_TRANSFERS rows at most, and no two with the same group, which each of
    them offers whole."""
    if sum(map(len, calls)) <= MOST_TRANSFERS and not any(row.group for rows in calls for row in rows):
        yield calls
        return
    batch: list[Rows] = []
    size, groups = 0, set[str]()
    for rows in calls:
        own = {row.group for row in rows if isinstance(row.group, str)}
        if batch and (size + len(rows) > MOST_TRANSFERS or groups & own):
            yield batch
            batch, size, groups = [], 0, set()
        batch.append(rows)
        size += len(rows)
        groups |= own
    yield batch
