"""Who reads from the pool hears of a lost server in one line, as who writes does."""

import pytest

from tearoad.boot.chart import own_chart
from tearoad.boot.road import OpenRoad
from tearoad.store.pool import PooledStore
from tearoad.terms.refusal import Unavailable


def test_a_reader_whose_server_goes_away_hears_it_and_reads_again(road: OpenRoad) -> None:
    store = PooledStore(road.url, own_chart(), 2)
    try:
        with pytest.raises(Unavailable, match="went away"), store.reading() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        with store.reading() as cursor:
            assert cursor.execute("SELECT count(*) FROM road").fetchone() == (1,)
    finally:
        store.close()
