"""The chart of accounts that ships."""

from functools import cache

from tearoad.ledger.chart import Chart
from tearoad.wire.chart import read_chart
from tearoad.wire.shipped import chart_file


@cache
def own_chart() -> Chart:
    """Read once."""
    return read_chart(chart_file())
