"""Buyers of one hot item, in a process of their own: each comes at a moment of its own, whatever became of the others.

A buyer who finds nobody free waits, and the wait counts: times go from the moment of arrival to the answer. Reads one
JSON document and prints one.
"""

import json
import os
import sys
import time
from collections import Counter
from itertools import count
from typing import Any

from tearoad.cli.bench_checkout_load import Visitor, an_order, brought, share

THREADS = 48  # that bring buyers to the door


def run(port: int, keys: list[str], sku: str, start: float, seconds: float) -> dict[str, Any]:
    """Every buyer once, evenly over `seconds` from `start`, a moment of the wall clock; times in milliseconds."""
    sold: list[float] = []
    told: list[float] = []
    others: Counter[str] = Counter()
    tickets, order = count(), an_order([{"sku": sku, "quantity": 1}], None)

    def come() -> None:
        visitor = Visitor(port, [])
        while (number := next(tickets)) < len(keys):
            arrival = start + seconds * number / len(keys)
            time.sleep(max(0.0, arrival - time.time()))
            status, text = visitor.ask("POST", "/api/v1/orders", keys[number], order, f"{os.getpid()} {number}")
            took = (time.time() - arrival) * 1_000
            if status == 201:
                sold.append(took)
            elif status == 422 and b"out of stock" in text:
                told.append(took)
            else:
                others[f"{status} {text.decode()[:120]}"] += 1

    brought(come, THREADS)
    every = sold + told
    return {"sold": len(sold), "sold_out": len(told), "others": dict(others), "times": [round(one, 1) for one in every],
            "p99_ms": share(every, 0.99)}  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(run(**json.loads(sys.stdin.read()))))
