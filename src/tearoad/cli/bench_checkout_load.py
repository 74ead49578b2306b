"""The buyers of `bench checkout`, in a process of their own.

Each reads a product, fills a basket, looks at what it costs at the door and orders, again and again, over a connection
that is kept, as browsers do. Reads one JSON document: the site's URL, the cookies of each buyer, products; prints one
with the times.
"""

import http.client
import json
import re
import sys
import threading
import time
from itertools import count
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

HIDDEN = re.compile(r'<input type="hidden" name="(key|total)" value="([^"]*)"')
TO = {
    "name": "Anna", "phone": "+79001234567", "address": "1", "postcode": "420000", "identity": "500100732259",
    "payment": "wallet",
}  # fmt: skip
CSRF = "tearoad_csrf"


def run(url: str, sessions: list[str], products: list[tuple[str, str]], seconds: float) -> dict[str, Any]:
    """As many buyers at once as there are sessions; times in milliseconds."""
    requests: list[float] = []
    whole: list[float] = []
    faults: list[str] = []
    tickets, start = count(), time.perf_counter() + 0.5

    def buy(cookie: str) -> None:
        buyer = _Buyer(url, cookie, requests)
        time.sleep(max(0.0, start - time.perf_counter()))
        while time.perf_counter() < start + seconds:
            model, sku = products[next(tickets) % len(products)]
            began = time.perf_counter()
            said = buyer.checkout(model, sku)
            (faults if said else whole).append(said or (time.perf_counter() - began) * 1_000)  # type: ignore[arg-type]

    threads = [threading.Thread(target=buy, args=(cookie,)) for cookie in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - start
    return {
        "checkouts_per_second": round(len(whole) / took, 1),
        "checkouts": len(whole),
        "requests": len(requests),
        "p50_ms": _share(requests, 0.5),
        "p99_ms": _share(requests, 0.99),
        "checkout_p99_ms": _share(whole, 0.99),
        "refused": len(faults),
        "first_refusal": faults[0] if faults else "",
    }


class _Buyer:
    def __init__(self, url: str, cookie: str, times: list[float]) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        token = dict(part.split("=", 1) for part in cookie.split("; "))[CSRF]
        self.headers = {"Cookie": cookie, "X-CSRFToken": token, "Accept-Language": "en"}
        self.times = times

    def checkout(self, model: str, sku: str) -> str:
        """'' where the order was placed, else what stood in its way."""
        status, _, _ = self._ask("GET", f"/shop/{quote(model)}")
        if status != 200:
            return f"product {status}"
        status, _, _ = self._ask("POST", "/basket/add", {"sku": sku, "pieces": "1"})
        if status not in (200, 302):
            return f"basket {status}"
        status, text, _ = self._ask("GET", "/checkout")
        if status != 200:
            return f"checkout {status}"
        status, text, where = self._ask("POST", "/checkout", {**TO, **dict(HIDDEN.findall(text))})
        return "" if status == 302 and where.startswith("/orders/") else f"order {status}"

    def _ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        headers = {**self.headers, "Content-Type": "application/x-www-form-urlencoded"} if form else self.headers
        began = time.perf_counter()
        self.connection.request(method, path, urlencode(form) if form else None, headers)
        response = self.connection.getresponse()
        text = response.read()
        self.times.append((time.perf_counter() - began) * 1_000)
        return response.status, text.decode(), response.headers.get("Location", "")


def _share(times: list[float], share: float) -> float:
    ordered = sorted(times) or [0.0]
    return round(ordered[int(share * (len(ordered) - 1))], 1)


if __name__ == "__main__":
    print(json.dumps(run(**json.loads(sys.stdin.read()))))
