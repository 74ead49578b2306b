"""The visitors of `bench web`, in a process of their own: pages one at a time, at a rate, or as fast as they come.

Reads one JSON document: the site's URL, cookies, and lists of paths; prints one with the times. A visitor keeps its
connection and sends the cookies of one who is signed in.
"""

import http.client
import json
import sys
import threading
import time
from itertools import count, cycle
from typing import Any
from urllib.parse import urlsplit

CALLERS = 8


def run(
    url: str, cookie: str, kinds: dict[str, list[str]], mixed: list[str], rate: float, seconds: float
) -> dict[str, Any]:
    """Times in milliseconds: of each kind one at a time, of mixed pages at `rate` a second, and by CALLERS in a row."""
    visitor = _Visitor(url, cookie)
    for path in mixed[:30]:  # what is compiled and read once is compiled and read
        visitor.get(path)
    alone = {kind: _summary([visitor.get(path) for path in paths]) for kind, paths in kinds.items()}
    return {
        "alone": alone,
        "at_rate": {"offered_per_second": rate, **_together(url, cookie, mixed, seconds, rate)},
        "closed_loop": {"callers": CALLERS, **_together(url, cookie, mixed, seconds, None)},
    }


class _Visitor:
    def __init__(self, url: str, cookie: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        self.headers = {"Cookie": cookie, "Accept-Language": "en"}

    def get(self, path: str) -> tuple[float, int]:
        """Milliseconds and status."""
        began = time.perf_counter()
        self.connection.request("GET", path, headers=self.headers)
        response = self.connection.getresponse()
        response.read()
        return (time.perf_counter() - began) * 1_000, response.status


def _together(url: str, cookie: str, paths: list[str], seconds: float, rate: float | None) -> dict[str, Any]:
    """With a rate, a page is late from the moment at which it was due, whoever was to ask for it."""
    found: list[tuple[float, int]] = []
    tickets, start = count(), time.perf_counter() + 0.2
    pages = cycle(paths)
    door = threading.Lock()

    def visit() -> None:
        visitor = _Visitor(url, cookie)
        while True:
            with door:
                number, path = next(tickets), next(pages)
            due = start + number / rate if rate else max(start, time.perf_counter())
            if due > start + seconds:
                return
            time.sleep(max(0.0, due - time.perf_counter()))
            late = max(0.0, time.perf_counter() - due) * 1_000
            took, status = visitor.get(path)
            found.append((late + took, status))

    threads = [threading.Thread(target=visit) for _ in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"per_second": round(len(found) / (time.perf_counter() - start), 1), **_summary(found)}


def _summary(found: list[tuple[float, int]]) -> dict[str, Any]:
    times = sorted(took for took, _ in found)
    shares = (("p50_ms", 0.5), ("p95_ms", 0.95), ("p99_ms", 0.99))
    errors = sum(status != 200 for _, status in found)
    return {"requests": len(found), "errors": errors} | {
        name: round(times[int(share * (len(times) - 1))], 1) for name, share in shares
    }


if __name__ == "__main__":
    print(json.dumps(run(**json.loads(sys.stdin.read()))))
