"""What a run of the road reports, as plain values that a door shows or writes as JSON."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Flow:
    """One currency's escrow: what came in, where it went, what is held. `money_in` = sum of `out` + `held`."""

    currency: str
    money_in_minor: int
    out_minor: dict[str, int]
    held_minor: int

    @property
    def adds_up(self) -> bool:
        """To the minor unit."""
        return self.money_in_minor == sum(self.out_minor.values()) + self.held_minor


@dataclass(frozen=True)
class Days:
    """Days from order to door: half of all parcels, nine of ten."""

    parcels: int
    p50: float
    p90: float


@dataclass(frozen=True)
class RoadReport:
    """The whole data base: journeys by stage, money, days by lane ('' = all), duty, backlog per office and day."""

    consignments: int
    stages: dict[str, int]
    flows: list[Flow]
    days: dict[str, Days]
    duty_minor: dict[str, int]
    tax_minor: dict[str, int]
    backlog: dict[str, dict[str, int]]
    unclassified: int


@dataclass
class FileReport:
    """One orders file: verdicts of its data records, and their value (quantity x price) by currency and verdict."""

    lines: int
    verdicts: dict[str, int] = field(default_factory=dict)
    value_minor: dict[str, dict[str, int]] = field(default_factory=dict)
