"""No receptacles: a rehearsal closes no dispatches."""

from collections.abc import Collection, Mapping, Sequence

from tearoad.operations.dispatch_ports import (
    ClosedReceptacle,
    DispatchRow,
    Gone,
    IrregularRow,
    Lies,
    Lying,
    NewReceptacle,
    Open,
    OpenCase,
    Put,
    Sortable,
    Travelling,
    Within,
)


class NoDispatches:
    """Implements the port `Dispatches` where no mail goes by a way."""

    def sortable(self, numbers: Sequence[str]) -> list[Sortable]:
        return []

    def lock(self, lines: Collection[str]) -> None:
        """Nobody else is there."""

    def open(self, lanes: Sequence[str]) -> list[Open]:
        return []

    def begin(self, rows: Sequence[NewReceptacle]) -> None:
        assert not rows, "there are no ways"

    def put(self, rows: Sequence[Put]) -> None:
        assert not rows, "there are no ways"

    def lying(self, lanes: Sequence[str]) -> list[Lying]:
        return []

    def known(self, dispatch_ids: Sequence[str]) -> dict[str, DispatchRow]:
        return {}

    def last_serials(self, lines: Sequence[str], year: int) -> dict[str, int]:
        return {}

    def close(self, dispatches: Sequence[DispatchRow], receptacles: Sequence[ClosedReceptacle]) -> None:
        assert not dispatches, "there are no ways"

    def leave(self, rows: Sequence[Gone]) -> None:
        """Nothing lies anywhere."""

    def travelling(self, names: Sequence[str]) -> list[Travelling]:
        return []

    def within(self, receptacle_ids: Sequence[str]) -> list[Within]:
        return []

    def lies(self, consignment_ids: Sequence[str]) -> list[Lies]:
        return []

    def mark(self, column: str, moments: Mapping[str, int]) -> None:
        """Nothing travels."""

    def irregular(self, rows: Sequence[IrregularRow]) -> None:
        """Nothing is opened."""

    def case(self, s9: str, number: str) -> OpenCase | None:
        return None

    def settle(self, irregularity_id: str, how: str, who: str, at: int) -> None:
        raise AssertionError("there are no ways")
