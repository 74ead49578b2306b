"""The network of a rehearsal: a road with its plans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tearoad.network.choose import LaneTable, lane_table
from tearoad.network.desk import Desk, Spans
from tearoad.network.road import Road
from tearoad.twin.border import Border
from tearoad.twin.plan import CustomsPlan, Kind, LanePlan, OfficePlan, Routing


@dataclass(frozen=True)
class Network:
    """A road on a simulated clock from `start` to `until` (seconds since 1970), with orders up to `orders_until`. Each
    item stands for `scale` of them.

    Offices without a plan of their own work as the live road's do, and nobody waits at a border without one. `kinds`
    are those that the demand's numbers name. `running` are the moments at which an office's lines end what they do at
    the start. A station breaks when somebody has waited there for `patience_days`; `moments` are shown in figures of
    their own. Without `customs` what is opened is up to the players, as on the live road. `closures` are those of the
    live road, beside what the plans say.
    """

    road: Road
    border: Border
    start: int
    orders_until: int
    until: int
    offices: Mapping[str, OfficePlan] = field(default_factory=dict)
    lanes: Mapping[str, LanePlan] = field(default_factory=dict)
    borders: Mapping[str, Desk] = field(default_factory=dict)
    closed_lanes: frozenset[str] = frozenset()
    routing: Routing | None = None
    kinds: Sequence[Kind] = ()
    scale: int = 1
    running: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    patience_days: float = 3.0
    moments: tuple[int, ...] = ()
    customs: CustomsPlan | None = None
    closures: Mapping[str, Spans] = field(default_factory=dict)

    @property
    def table(self) -> LaneTable:
        """The road's lanes as arrays; nobody who orders now takes a closed one."""
        table = lane_table(self.road)
        table.from_origin[[lane.id in self.closed_lanes for lane in self.road.lanes]] = False
        return table

    @property
    def office_number(self) -> dict[str, int]:
        """Offices in the order of their names, as travellers carry them."""
        return {name: number for number, name in enumerate(sorted(self.road.offices))}

    def plan(self, office: str) -> OfficePlan:
        """The plan of an office, or what its corridor says."""
        found = self.offices.get(office) or OfficePlan(self.road.offices[office].desk())
        closures = self.closures.get(office)
        return (
            replace(found, lines=replace(found.lines, closed=(*found.lines.closed, *closures))) if closures else found
        )
