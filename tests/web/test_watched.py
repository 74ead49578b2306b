"""What a served site says of itself: a line for each request without anything personal, and figures for Prometheus."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sites import Site, Visitor, free_port, served

from tearoad.boot.chart import own_chart
from tearoad.boot.demo_people import demo_name
from tearoad.boot.logs import set_up
from tearoad.boot.people import People
from tearoad.store.pool import PooledStore
from tearoad.terms.refusal import BadInput
from tearoad.web.live import HOME, URL

SECRETS = ("swordfish", "Анна", "79001234567", "top%20secret", "sessionid-of-anna", "tr_aaaa")


@pytest.fixture(scope="module")
def talking(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Path]]:
    """A site whose lines go to a file."""
    home = tmp_path_factory.mktemp("home")
    with served(server_url, "tearoad_test_watched", home) as site:
        port, lines = free_port(), home / "lines"
        words = [sys.executable, "-c", SERVE, str(port), site.database, str(home)]
        with lines.open("w") as file:
            child = subprocess.Popen(words, stderr=file, stdout=subprocess.PIPE, stdin=subprocess.PIPE)
            assert child.stdout
            assert child.stdin
            assert child.stdout.readline().strip() == b"up"
            yield Site(f"http://127.0.0.1:{port}", site.database, home), lines
            child.stdin.close()
            child.wait(20)
            child.stdout.close()


SERVE = f"""
import sys
from tearoad.web.server import serve
words = {{"TEAROAD_LOG": "json", {URL!r}: sys.argv[2], {HOME!r}: sys.argv[3]}}
with serve("tearoad.web.live:application", port=int(sys.argv[1]), environment=words):
    print("up", flush=True)
    sys.stdin.read()
"""


def told(lines: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.read_text().splitlines() if line.startswith("{")]


def test_a_line_for_each_request_and_nothing_personal(talking: tuple[Site, Path]) -> None:
    site, lines = talking
    visitor = Visitor(site.url).demo("buyer")
    visitor.get("/shop?q=top%20secret", X_Request_Id="given-by-the-proxy")
    visitor.post("/sign-in", {"name": "swordfish", "password": "swordfish-anna"})
    visitor.get("/track?number=79001234567")
    visitor.get("/track?number=RB123456785CN")
    visitor.ask(
        "POST", "/api/v1/orders", "Анна".encode(), {"Authorization": "Bearer tr_aaaa", "Cookie": "sessionid-of-anna=1"}
    )
    visitor.get("/%D0%90%D0%BD%D0%BD%D0%B0")
    found = told(lines)
    shop = next(one for one in found if one.get("route") == "shop")
    assert shop["request_id"] == "given-by-the-proxy"
    assert (shop["method"], shop["status"], shop["event"], shop["level"]) == ("GET", 200, "request", "info")
    assert re.fullmatch(r"[0-9a-f-]{36}", str(shop["user_id"]))
    assert {"sign_in", "tracking", "api_orders", "none"} <= {one.get("route") for one in found}
    assert [one["s10"] for one in found if "s10" in one] == ["RB123456785CN"]
    text = lines.read_text()
    assert [secret for secret in SECRETS if secret in text] == []


@pytest.mark.parametrize("given", ["x", "a b c d e f g h", "<script>alert</script>", "x" * 65])
def test_an_id_that_is_none_is_not_kept(talking: tuple[Site, Path], given: str) -> None:
    answer = Visitor(talking[0].url).get("/sign-in", X_Request_Id=given)
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["x-request-id"])


def test_figures_for_whoever_may_read_them(talking: tuple[Site, Path]) -> None:
    site, _ = talking
    store = PooledStore(site.database, own_chart(), 1)
    with psycopg.connect(site.database) as connection:
        (person,) = connection.execute("SELECT id FROM person WHERE name = %s", [demo_name("operator")]).fetchone()  # type: ignore[misc]
    made = People(store).make_key(person, "prometheus", ["metrics:read"], "once")
    store.close()
    assert made
    Visitor(site.url).get("/shop")
    answer = Visitor(site.url).get("/api/v1/metrics", Authorization=f"Bearer {made.secret}")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert re.search(r'tearoad_requests_total\{method="GET",route="shop",status="2xx"\} [1-9]', answer.text)
    for name in (
        "tearoad_road_clock_seconds",
        "tearoad_timers_overdue 0.0",
        "tearoad_messages_waiting 0.0",
        "tearoad_oldest_message_made_seconds",
        "tearoad_checkout_batch_bucket",
        'tearoad_pool{of="pool_size"}',
        "process_resident_memory_bytes",
    ):
        assert name in answer.text
    assert Visitor(site.url).get("/api/v1/metrics").status == 401


def test_another_form_of_lines_is_refused() -> None:
    with pytest.raises(BadInput, match="TEAROAD_LOG 'xml', expected json or text"):
        set_up({"TEAROAD_LOG": "xml"})
