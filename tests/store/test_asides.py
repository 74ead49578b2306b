"""The list of scans that somebody should look at is read by an index in both its parts, however much was settled."""

from collections.abc import Iterator
from typing import Any

import pytest

from tearoad.boot.road import OpenRoad, drop_data_base, fresh_data_base, open_road
from tearoad.operations.desk_view import Seen
from tearoad.operations.scan_desk import Wanted
from tearoad.store.asides import asides
from tearoad.store.database import CELL

MANY = """
INSERT INTO scan_aside (cell_id, aside_id, number, event, place, at, reason, fate, who, seen_at, settled_at, settled_by)
SELECT 1, md5(n::text)::uuid, 'HA' || n, 'EMD', 'moscow', n, '', 'bad number', 'olga', to_timestamp(n),
    CASE WHEN n % 100 > 0 THEN to_timestamp(2 * n) END, '' FROM generate_series(1, 5000) AS n
"""
EVERYTHING = Seen(everything=True, buyer=None, merchant=None, office=None)


@pytest.fixture(scope="module")
def many(server_url: str) -> Iterator[OpenRoad]:
    name = "tearoad_test_asides"
    with open_road(fresh_data_base(server_url, name)) as opened:
        opened.store.connection.execute(MANY)
        opened.store.connection.execute("ANALYZE scan_aside")
        yield opened
    drop_data_base(server_url, name)


@pytest.mark.parametrize(
    ("settled", "edge", "index"), [(True, 9_990, "scan_aside_settled"), (False, 100, "scan_aside_waiting")]
)
def test_a_page_goes_by_its_index(many: OpenRoad, settled: bool, edge: int, index: str) -> None:
    plan = list[str]()

    class Explaining:
        def execute(self, sql: str, values: Any) -> "Explaining":
            plan.extend(row[0] for row in many.store.connection.execute("EXPLAIN " + sql, values).fetchall())
            return self

        def fetchall(self) -> list[Any]:
            return []

    cursor: Any = Explaining()
    asides(cursor, CELL, None, EVERYTHING, Wanted(settled=settled, fate=None), (edge, "0" * 32), 20)
    assert any(index in line for line in plan), plan
    assert not any("Sort" in line and "settled_at" in line for line in plan), plan
