"""The busiest minutes of a sale in shadow: asked as forecast, nothing left, and no trace in the live data base."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import psycopg
import pytest
from commands import fresh

from tearoad.boot.bank_notice import STANDING, open_bank_notice
from tearoad.boot.road import open_road
from tearoad.cli.demo_commands import stock_demo
from tearoad.cli.shadow import busiest, run_shadow
from tearoad.cli.shadow_command import in_words
from tearoad.terms.refusal import BadInput

DAY = (datetime.now(UTC) + timedelta(days=200)).date()


@pytest.fixture
def url(server_url: str) -> Iterator[str]:
    with fresh(server_url, "tearoad_test_shadow") as found:
        with open_road(found) as road:
            stock_demo(road, 300)
        yield found


def test_the_busiest_minutes_are_those_of_the_forecast(url: str) -> None:
    with open_bank_notice(url) as notice:
        notice.plan("eleven", DAY, 1_000_000, 36_000)
        seen = notice.outlook("eleven")
    found = busiest(seen, 3, 0.5)
    asked = np.rint(seen.forecast.payments * 0.5)[:, found.first : found.first + 3].sum()
    assert found.first == 600
    assert len(found.arrivals) == asked
    assert found.arrivals == sorted(found.arrivals)
    assert 0 <= found.arrivals[0][0] < found.arrivals[-1][0] < 180
    with pytest.raises(BadInput, match="choose --minutes and --times"):
        busiest(seen, 1, 1e-9)


def test_a_sale_that_was_not_planned_has_no_shadow(url: str) -> None:
    with pytest.raises(BadInput, match="nothing"):
        run_shadow(url, "nothing", 1, 1.0, 1)


@pytest.mark.full
def test_all_comes_to_nothing_and_the_live_data_base_knows_nothing_of_it(url: str) -> None:
    with open_bank_notice(url) as notice:
        notice.plan("eleven", DAY, 25_000)
        notice.declare(STANDING, "Volga Bank", 6, "the bank")
    found = run_shadow(url, "eleven", 1, 1.0, 1)
    assert found["wrong"] == []
    assert found["others"] == {}
    assert found["answered"] == found["orders"] > 40
    volga = found["banks"]["Volga Bank"]
    assert volga["asked"] > volga["paid"] + 3, "it was asked for more than it had declared"
    assert volga["paid"] + volga["told"] == volga["asked"]
    assert sum(one["paid"] for one in found["banks"].values()) > 20
    assert "came to nothing" in in_words(found)[-2]
    json.dumps(found)
    with psycopg.connect(url) as live:
        assert live.execute("SELECT count(*) FROM orders").fetchone() == (0,)
        assert live.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'tearoad_shadow%'").fetchone() == (0,)
