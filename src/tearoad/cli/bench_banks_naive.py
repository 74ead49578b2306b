"""The peer of `bench banks`: a shop that asks the bank as each buyer comes, waits, and tries again with a new key.

Started in a process of its own; asks and answers are JSON on its pipes.
"""

import asyncio
import json
import resource
import secrets
import sys
import time
from typing import Any

import aiohttp

CALL_SECONDS, PAUSE_SECONDS = 10.0, 1.0  # as long as the gate gives a call; then it tries again


async def shop(asked: dict[str, Any]) -> dict[str, Any]:
    """`arrivals` are [at, bank, minor]; each buyer has `patience` seconds. By buyer: when they were told that they have
    paid (seconds after the beginning, or None), and the keys that were tried."""
    paid: list[float | None] = [None] * len(asked["arrivals"])
    keys: list[list[str]] = [[] for _ in paid]
    headers = {"Authorization": f"Bearer {asked['secret']}"}
    address = f"http://127.0.0.1:{asked['port']}/v1/payments"
    began = time.monotonic()
    timeout = aiohttp.ClientTimeout(total=CALL_SECONDS)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as line:

        async def buys(nr: int, bank: str, minor: int) -> None:
            until = time.monotonic() + asked["patience"]
            while time.monotonic() < until:
                keys[nr].append(secrets.token_hex(16))
                body = {"amount": {"value": f"{minor / 100:.2f}", "currency": "RUB"}, "bank": bank, "method": "card"}
                try:
                    async with line.post(
                        address, json=body, headers={**headers, "Idempotence-Key": keys[nr][-1]}
                    ) as said:
                        operation = await said.json()
                    if operation["status"] == "succeeded" and time.monotonic() < until:
                        paid[nr] = time.monotonic() - began
                        return
                except (aiohttp.ClientError, TimeoutError, OSError):
                    pass
                await asyncio.sleep(PAUSE_SECONDS)

        buyers = []
        for nr, (at, bank, minor) in enumerate(asked["arrivals"]):
            await asyncio.sleep(max(0.0, began + at - time.monotonic()))
            buyers.append(asyncio.ensure_future(buys(nr, bank, minor)))
        await asyncio.gather(*buyers)
    return {"paid": paid, "keys": keys}


def main() -> None:
    """One question, one answer."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    json.dump(asyncio.run(shop(json.load(sys.stdin))), sys.stdout)


if __name__ == "__main__":
    main()
