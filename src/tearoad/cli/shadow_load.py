"""The buyers of `campaign shadow`, in a process of their own: each comes at a moment of its own, with a card.

Reads one JSON document and prints one.
"""

import json
import sys
import time
from collections import Counter
from itertools import count
from typing import Any

from tearoad.cli.bench_checkout_load import Visitor, an_order, brought, share

THREADS = 48  # that bring buyers to the door


def run(port: int, keys: list[str], arrivals: list[tuple[float, str, str]], start: float) -> dict[str, Any]:
    """`arrivals` are seconds after `start` (of the wall clock), bank and sku; times are from arrival to answer, in
    milliseconds."""
    times: list[float] = []
    others: Counter[str] = Counter()
    tickets = count()

    def come() -> None:
        while (number := next(tickets)) < len(arrivals):
            after, bank, sku = arrivals[number]
            time.sleep(max(0.0, start + after - time.time()))
            order = {**an_order([{"sku": sku, "quantity": 1}], None), "payment": "card", "bank": bank}
            visitor = Visitor(port, [])  # each a connection of its own: the server closes one that idles long
            status, text = visitor.ask("POST", "/api/v1/orders", keys[number % len(keys)], order, f"shadow {number}")
            visitor.socket.close()
            times.append((time.time() - start - after) * 1_000)
            if status != 201:
                others[f"{status} {text.decode()[:120]}"] += 1

    brought(come, THREADS)
    return {"answered": len(times), "others": dict(others), "p50_ms": share(times, 0.5), "p99_ms": share(times, 0.99)}


if __name__ == "__main__":
    print(json.dumps(run(**json.loads(sys.stdin.read()))))
