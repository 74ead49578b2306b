"""What is counted and measured of a serving process, for Prometheus.

Names of routes are the only labels from outside, so their number is bounded.
"""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from tearoad.operations.control_room_view import ControlRoomOf
from tearoad.store.database import CELL
from tearoad.store.messages import waiting
from tearoad.store.pool import PooledStore
from tearoad.store.timers import overdue

SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)  # up to `gather.MOST`
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
registry = CollectorRegistry()
ProcessCollector(registry=registry)
REQUESTS = Counter("tearoad_requests", "Requests answered", ["route", "method", "status"], registry=registry)
LATENCY = Histogram("tearoad_request_seconds", "From request to answer", ["route"], buckets=SECONDS, registry=registry)
CHECKOUTS = Counter("tearoad_checkouts", "Checkouts, placed or refused by name", ["outcome"], registry=registry)
PAYMENTS = Counter("tearoad_payments", "Attempts to pay, by state, or refused by name", ["outcome"], registry=registry)
BATCH = Histogram(
    "tearoad_checkout_batch", "Checkouts, or payments, that went through together", buckets=SIZES, registry=registry
)
HEARD = Counter(
    "tearoad_provider_words", "Callbacks of providers, by what became of them", ["heard"], registry=registry
)
METHODS = ("GET", "HEAD", "POST", "DELETE", "PUT", "PATCH", "OPTIONS")


def answered(route: str, method: str, status: int, seconds: float) -> None:
    """One request; statuses are counted by their first digit."""
    REQUESTS.labels(route, method if method in METHODS else "other", f"{status // 100}xx").inc()
    LATENCY.labels(route).observe(seconds)


def checked_out(outcome: str) -> None:
    """One checkout: 'placed', or the name of its first refusal."""
    CHECKOUTS.labels(outcome).inc()


def paid(outcome: str) -> None:
    """One attempt to pay: its state, or why it left no trace."""
    PAYMENTS.labels(outcome).inc()


def heard(became: str) -> None:
    """One callback of a provider that was believed."""
    HEARD.labels(became).inc()


def gathered(count: int) -> None:
    """One batch of checkouts or payments sets out."""
    BATCH.observe(count)


class Road(Collector):
    """The road as the control room has it, and the pool of connections; looked at when somebody asks."""

    def __init__(self, room: ControlRoomOf, store: PooledStore) -> None:
        self.room, self.store = room, store

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One picture for all gauges."""
        picture = self.room()
        clock = GaugeMetricFamily("tearoad_road_clock_seconds", "Where the road clock stands, since 1970")
        clock.add_metric([], picture.clock.timestamp())
        backlog = GaugeMetricFamily("tearoad_office_backlog", "Parcels that wait", labels=["office"])
        oldest = GaugeMetricFamily("tearoad_office_oldest_hours", "How long the oldest has waited", labels=["office"])
        for office in picture.offices:
            backlog.add_metric([office.id], office.backlog)
            oldest.add_metric([office.id], office.oldest_hours)
        held = GaugeMetricFamily("tearoad_held_minor", "Money that waits for delivery", labels=["currency"])
        for money in picture.money:
            held.add_metric([money.currency], money.held_minor)
        stages = GaugeMetricFamily("tearoad_consignments", "Consignments by stage", labels=["stage"])
        for stage, count in picture.counts.items():
            stages.add_metric([stage], count)
        timers = GaugeMetricFamily("tearoad_timers_overdue", "Timers that the road clock has passed by")
        waits = GaugeMetricFamily("tearoad_messages_waiting", "Notices and webhook messages that are to be sent")
        with self.store.reading() as cursor:
            timers.add_metric([], overdue(cursor, CELL))
            count, since = waiting(cursor)
        waits.add_metric([], count)
        first = GaugeMetricFamily("tearoad_oldest_message_made_seconds", "When the oldest of them was made, since 1970")
        if count:
            first.add_metric([], since)
        pool = GaugeMetricFamily("tearoad_pool", "Connections of the desks, and who waits for one", labels=["of"])
        for name in ("pool_size", "pool_available", "requests_waiting"):
            pool.add_metric([name], self.store.pool.get_stats().get(name, 0))
        yield from (clock, backlog, oldest, held, stages, timers, waits, first, pool)


def exposition(road: Road) -> bytes:
    """Everything in Prometheus' text format."""
    now = CollectorRegistry()
    now.register(road)
    return generate_latest(registry) + generate_latest(now)
