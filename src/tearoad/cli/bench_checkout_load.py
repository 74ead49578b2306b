"""The buyers of `bench checkout`, in a process of their own: machines with keys, over connections that are kept.

They speak HTTP/1.1 over plain sockets, so that they take little from the processors that the server has to share. Reads
one JSON document - port, keys, products, how many at once - and prints one with the times.
"""

import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from itertools import count
from typing import Any

TO = {"name": "Anna", "phone": "+79001234567", "address": "1", "postcode": "420000", "identity": "500100732259"}
TOWN = "moscow"


class Visitor:
    """One connection; `times` gets the milliseconds of each request."""

    def __init__(self, port: int, times: list[float]) -> None:
        self.times = times
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, method: str, path: str, key: str, body: object = None, once: str = "") -> tuple[int, bytes]:
        """Status and body of the answer."""
        sent = b"" if body is None else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {key}"]
        lines += [f"Idempotency-Key: {once}"] if once else []
        lines += ["Content-Type: application/json", f"Content-Length: {len(sent)}"] if sent else []
        began = time.perf_counter()
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode() + sent)
        head, _, rest = self._until(b"\r\n\r\n").partition(b"\r\n\r\n")
        lines_of_head = head.lower().split(b"\r\n")
        length = next(int(line.split(b":")[1]) for line in lines_of_head if line.startswith(b"content-length:"))
        while len(rest) < length:
            rest += self.socket.recv(65_536)
        self.times.append((time.perf_counter() - began) * 1_000)
        return int(head[9:12]), rest

    def _until(self, end: bytes) -> bytes:
        found = b""
        while end not in found:
            more = self.socket.recv(65_536)
            if not more:
                raise OSError("the server hung up")
            found += more
        return found


def run(port: int, keys: list[str], products: list[tuple[str, str]], at_once: int, seconds: float) -> dict[str, Any]:
    """Whole checkouts, by so many buyers at once; times in milliseconds."""
    requests: list[float] = []
    whole: list[float] = []
    faults: list[str] = []
    tickets, start = count(), time.perf_counter() + 0.5

    def buy() -> None:
        visitor = Visitor(port, requests)
        time.sleep(max(0.0, start - time.perf_counter()))
        while time.perf_counter() < start + seconds:
            number, began = next(tickets), time.perf_counter()
            said = checkout(visitor, keys[number % len(keys)], *products[number % len(products)], str(number))
            (faults if said else whole).append(said or (time.perf_counter() - began) * 1_000)  # type: ignore[arg-type]

    brought(buy, at_once)
    took = time.perf_counter() - start
    return {
        "checkouts_per_second": round(len(whole) / took, 1),
        "checkouts": len(whole),
        "requests": len(requests),
        "p50_ms": share(requests, 0.5),
        "p99_ms": share(requests, 0.99),
        "checkout_p99_ms": share(whole, 0.99),
        "refused": len(faults),
        "first_refusal": faults[0] if faults else "",
    }


def checkout(visitor: Visitor, key: str, model: str, sku: str, number: str) -> str:
    """Product, basket with its price at the door, order with its payment held; '' or what stood in its way."""
    lines = [{"sku": sku, "quantity": 1}]
    status, _ = visitor.ask("GET", f"/api/v1/products/{model}?to={TOWN}", key)
    if status != 200:
        return f"product {status}"
    status, text = visitor.ask("PUT", "/api/v1/basket", key, {"destination": TOWN, "lines": lines})
    if status != 200:
        return f"basket {status}"
    total = json.loads(text)["total"]["amount_minor"]
    status, text = visitor.ask("POST", "/api/v1/orders", key, an_order(lines, total), f"{os.getpid()} {number}")
    paid = status == 201 and json.loads(text)["payment"]["state"] == "paid"
    return "" if paid else f"order {status} {text.decode()[:200]}"


def an_order(lines: list[dict[str, object]], total: int | None) -> dict[str, object]:
    """To be paid at once, at the price that was seen."""
    return {"destination": TOWN, "payment": "wallet", "pay": True, "lines": lines, "recipient": TO,
            "expected_total_minor": total}  # fmt: skip


def brought(come: Callable[[], None], threads: int) -> None:
    """By so many threads at once, until each has nobody left to bring."""
    running = [threading.Thread(target=come) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()


def share(times: list[float], part: float) -> float:
    """A quantile, in the unit of the times."""
    ordered = sorted(times) or [0.0]
    return round(ordered[int(part * (len(ordered) - 1))], 1)


if __name__ == "__main__":
    print(json.dumps(run(**json.loads(sys.stdin.read()))))
