"""The page of the waiting room: a number, its place, and checkout when its turn has come."""

import time
from collections.abc import Iterator

import psycopg
import pytest
from sites import Site, Visitor
from test_paying import HIDDEN, TO


@pytest.fixture
def sale(demo_site: Site) -> Iterator[psycopg.Connection]:
    """Open, its first thousand numbers taken, one served each minute."""
    with psycopg.connect(demo_site.database, autocommit=True) as connection:
        name = f"sale-{time.monotonic_ns()}"
        connection.execute("INSERT INTO campaign VALUES (1, %s, 1, now(), 0, 1000, false)", [name])
        time.sleep(1.1)
        yield connection
        connection.execute("UPDATE campaign SET closed = true")
    time.sleep(1.1)


@pytest.mark.parametrize(("language", "word"), [("en", "Your number"), ("ru", "Ваш номер"), ("zh-hans", "您的号码")])
def test_who_waits_sees_their_number_and_keeps_it(
    demo_site: Site, sale: psycopg.Connection, language: str, word: str
) -> None:
    visitor = Visitor(demo_site.url).demo("buyer")
    visitor.get(f"/lang/{language}?next=/")
    visitor.post("/basket/add", {"sku": "phone-case-1a", "pieces": "1"})
    page = visitor.get("/checkout")
    assert page.status == 200
    assert word in page.text
    taken = sale.execute("SELECT next_number FROM campaign WHERE NOT closed").fetchone()
    assert visitor.get("/checkout").status == 200
    assert sale.execute("SELECT next_number FROM campaign WHERE NOT closed").fetchone() == taken, "one number each"
    assert "hx-refresh" not in visitor.get("/checkout", HX_Request="true").headers
    sale.execute("UPDATE campaign SET base_number = 1000000, base_at = now() WHERE NOT closed")
    sale.execute("UPDATE campaign SET base_number = next_number WHERE NOT closed")
    time.sleep(1.1)
    assert visitor.get("/checkout", HX_Request="true").headers["hx-refresh"] == "true"
    form = dict(HIDDEN.findall(visitor.get("/checkout").text))
    done = visitor.post("/checkout", {**TO, **form, "payment": "wallet"})
    assert done.location.startswith("/orders/"), done.text


def test_a_form_that_is_sent_out_of_turn_orders_nothing(demo_site: Site) -> None:
    visitor = Visitor(demo_site.url).demo("buyer")
    visitor.post("/basket/add", {"sku": "phone-case-1a", "pieces": "1"})
    form = dict(HIDDEN.findall(visitor.get("/checkout").text))
    with psycopg.connect(demo_site.database, autocommit=True) as connection:
        connection.execute("INSERT INTO campaign VALUES (1, 'out-of-turn', 1, now(), 0, 1000, false)")
        try:
            time.sleep(1.1)
            before = connection.execute("SELECT count(*) FROM orders").fetchone()
            assert visitor.post("/checkout", {**TO, **form, "payment": "wallet"}).status == 429
            assert connection.execute("SELECT count(*) FROM orders").fetchone() == before
        finally:
            connection.execute("UPDATE campaign SET closed = true")
    time.sleep(1.1)
    assert visitor.post("/checkout", {**TO, **form, "payment": "wallet"}).location.startswith("/orders/")
