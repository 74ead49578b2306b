"""A sound scenario in a few lines, and how the tests read one: with no law, which reading does not ask."""

from collections.abc import Callable
from pathlib import Path

from tearoad.network.road import Road
from tearoad.twin.border import Border
from tearoad.twin.scenario import Scenario
from tearoad.wire.scenarios import read_scenario

SOUND = """
start = 2026-01-12
end = 2026-01-19
drain_days = 30
[title]
en = "A week"
ru = "Неделя"
zh = "一周"
[about]
en = "Few orders."
ru = "Мало заказов."
zh = "订单很少。"
[office.moscow.lines]
servers = 3
items_per_server_and_day = 40.0
[demand]
per_day = [[2026-01-12, 20], [2026-01-19, 30]]
[demand.kind.packet]
share = 1
kg = [0.4, 1.5]
value = [900.0, 6000.0]
"""
Written = Callable[..., Path]


class NoLaw:
    """A border that nobody asks: reading a scenario is not rehearsing it."""

    quoted = declared = None


def no_law(road: Road) -> Border:
    return NoLaw()  # type: ignore[return-value]


def read(name: str | Path) -> Scenario:
    return read_scenario(str(name), no_law)
