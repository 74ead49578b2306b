"""Pages of item declarations go by indexes in their whole order, though whole batches share one moment."""

from collections.abc import Iterator
from typing import Any

import pytest
from databases import migrated_data_base
from items import START, item, lodge_some

from tearoad.boot.items import FIRST_PAGE
from tearoad.boot.road import OpenRoad, drop_data_base, open_road
from tearoad.customs.clearance import State
from tearoad.operations.advance import advance
from tearoad.operations.desk_view import Seen
from tearoad.operations.item_queue import QUEUES
from tearoad.store.database import CELL
from tearoad.store.items import items

# As many as a planner believes an index for; one of a hundred waits.
MANY = """
INSERT INTO item_declaration (cell_id, declaration_id, reference, lodged_by, lodged_at, office, destination, s10, state,
    arrived, paid, channel, reasons, total_minor, currency, law_hash, content, sealed, plain, events)
SELECT cell_id, md5(n::text)::uuid, n::text, CASE WHEN n % 3 = 0 THEN 'merchant:crane' ELSE lodged_by END,
    lodged_at + (n / 500) * interval '1 hour', CASE WHEN n % 2 = 0 THEN office ELSE 'novosibirsk' END, destination,
    n::text, CASE WHEN n % 100 = 0 THEN 4 ELSE 12 END,
    arrived, paid, channel, reasons, total_minor, currency, law_hash, content, sealed, plain, events
FROM item_declaration, generate_series(1, 20000) AS n
"""


class Explaining:
    """A cursor that says how what it is asked would be answered."""

    def __init__(self, road: OpenRoad) -> None:
        self.connection, self.plan = road.store.connection, list[str]()

    def execute(self, sql: str, values: Any) -> "Explaining":
        self.plan += [row[0] for row in self.connection.execute("EXPLAIN " + sql, values).fetchall()]
        return self

    def fetchall(self) -> list[Any]:
        return []


@pytest.fixture(scope="module")
def many(server_url: str) -> Iterator[OpenRoad]:
    name = "tearoad_test_item_pages"
    with open_road(migrated_data_base(server_url, name)) as opened:
        advance(opened.platform, START)
        lodge_some(opened, item(1))
        opened.store.connection.execute(MANY)
        opened.store.connection.execute("ANALYZE item_declaration")
        yield opened
    drop_data_base(server_url, name)


@pytest.mark.parametrize(
    ("seen", "waiting", "index"),
    [
        (Seen(True, None, None, None), False, "item_declaration_at"),
        (Seen(False, None, "crane", None), False, "item_declaration_by"),
        (Seen(False, None, None, "moscow"), False, "item_declaration_office"),
        (Seen(False, None, None, "moscow"), True, "item_declaration_waiting"),
    ],
)
def test_a_page_is_read_in_the_order_of_an_index(many: OpenRoad, seen: Seen, waiting: bool, index: str) -> None:
    explaining: Any = Explaining(many)
    assert items(explaining, CELL, seen, FIRST_PAGE, 30, waiting=waiting) == []
    page = explaining.plan[: next(at for at, line in enumerate(explaining.plan) if index in line) + 1]
    assert any(f"using {index} " in line for line in page)
    assert not any("Sort" in line for line in page)


@pytest.mark.parametrize(
    ("seen", "states", "index", "branches"),
    [
        (Seen(False, None, None, "moscow"), QUEUES["papers"], "item_declaration_channel", 1),
        (Seen(False, None, None, "moscow"), QUEUES["decision"], "item_declaration_channel", 3),
        (Seen(True, None, None, None), QUEUES["papers"], "item_declaration_channel", 2),
        (Seen(True, None, None, None), (), "item_declaration_waiting", 2),
    ],
)
@pytest.mark.parametrize("oldest", [False, True])
def test_what_waits_is_read_by_office_and_state(
    many: OpenRoad, seen: Seen, states: tuple[State, ...], index: str, branches: int, *, oldest: bool
) -> None:
    explaining: Any = Explaining(many)
    edge = (0, "0" * 32) if oldest else FIRST_PAGE
    offices = ("moscow", "novosibirsk")
    assert not items(explaining, CELL, seen, edge, 30, waiting=True, states=states, offices=offices, oldest=oldest)
    plan = "\n".join(explaining.plan)
    assert plan.count(f" using {index} ") == branches
    assert "Seq Scan" not in plan


def test_of_two_ways_each_goes_by_its_index(many: OpenRoad) -> None:
    explaining: Any = Explaining(many)
    items(explaining, CELL, Seen(False, "account:anna", "crane", "moscow"), FIRST_PAGE, 30, waiting=False)
    plan = "\n".join(explaining.plan)
    assert plan.count("using item_declaration_by ") == 2
    assert plan.count("using item_declaration_office ") == 1
    assert "Seq Scan" not in plan
