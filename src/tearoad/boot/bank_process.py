"""Processes of their own beside the pages: who calls the banks, and for demos and tests a provider that lies."""

import asyncio
import os
import secrets
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import closing

from aiohttp import web

from tearoad.boot.bank_calls import CallMaker
from tearoad.boot.call_book import CallBook
from tearoad.boot.desks import desks_of
from tearoad.payments.gate import CALL_SECONDS
from tearoad.wire.banks.provider import Account, HttpProvider
from tearoad.wire.banks.simulator import Lies as Lies  # the doors know the type from here
from tearoad.wire.banks.simulator import Simulator

LOOK_SECONDS = 0.5


def make_calls(url: str, account: Account) -> None:
    """Calls the banks of the road at `url` until a signal, or until whoever started this process is gone. Where
    somebody else does so already it waits for its turn."""
    desks = desks_of(url, account=account)

    async def work() -> None:
        alive = _until_told()
        port = HttpProvider(account, CALL_SECONDS)
        book = CallBook(desks.store, f"{os.getpid()}-{secrets.token_hex(4)}")
        maker = CallMaker(desks.platform(), book, port, desks.corridor.providers[account.name])
        try:
            await maker.run(alive)
        finally:
            await port.close()

    with closing(desks.store):
        asyncio.run(work())


def simulate_provider(
    port: int, banks: Mapping[str, float], lies: Lies, secret: str, callback: str, seed: int, ready: Callable[[], None]
) -> None:
    """A provider on this machine's loopback, until a signal, or until whoever started this process is gone; `banks` by
    name with how many a second each can do. OSError where the port is taken."""

    async def work() -> None:
        alive = _until_told()
        runner = web.AppRunner(Simulator(banks, lies, secret, callback, time.time, seed).application())
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port, backlog=4_096).start()
            ready()
            while alive():
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            await runner.cleanup()

    asyncio.run(work())


def _until_told() -> Callable[[], bool]:
    parent, told = os.getppid(), asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, told.set)
    return lambda: not told.is_set() and os.getppid() == parent
