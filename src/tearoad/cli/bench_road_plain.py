"""The peer of `bench road`: Dijkstra's search with a heap over the same departures, in plain Python."""

from bisect import bisect_left
from collections.abc import Sequence
from heapq import heappop, heappush

from tearoad.network.timetable import Timetable

Row = tuple[int, int, int]  # closing, arrival, where it leads


class Plain:
    """The departures of each place in lists."""

    def __init__(self, pace: Timetable) -> None:
        own, places = pace.connections, len(pace.number)
        self.rows: list[list[Row]] = [[] for _ in range(places)]
        columns = (own.start.tolist(), own.closing.tolist(), own.arrival.tolist(), own.end.tolist())
        for start, *row in zip(*columns, strict=True):
            self.rows[start].append((row[0], row[1], row[2]))
        self.closings: list[Sequence[int]] = [[row[0] for row in rows] for rows in self.rows]
        self.transfer = pace.transfer.tolist()

    def earliest(self, origin: int, destination: int, ready: int) -> int | None:
        """The moment of arrival; of each next place only the first to arrive there is of use."""
        if origin == destination:
            return ready
        heap, done = [(ready, origin, ready)], set()
        while heap:
            at, place, free = heappop(heap)
            if place == destination:
                return at
            if place in done:
                continue
            done.add(place)
            first: dict[int, int] = {}
            for _, arrival, end in self.rows[place][bisect_left(self.closings[place], free) :]:
                if end not in done and arrival < first.get(end, arrival + 1):
                    first[end] = arrival
            for end, arrival in first.items():
                heappush(heap, (arrival, end, arrival + self.transfer[end]))
        return None
