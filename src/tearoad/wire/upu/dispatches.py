"""Dispatches as messages: the pre-advice (PREDES-like) and the answer of who received it (RESDES-like)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

from tearoad.operations.dispatch_ports import Irregular
from tearoad.operations.dispatch_view import SeenIrregularity, WholeDispatch
from tearoad.post.receptacle import Dispatch, parse_dispatch
from tearoad.wire.receptacle import own_layout
from tearoad.wire.upu.values import NOT_CERTIFIED, Header, Predes, Received, Receptacle, Resdes

LONGEST_READ = 35  # characters of a number that was read


def pre_advice(of: WholeDispatch) -> Predes:
    """As it was closed."""
    row, within = of.listed.row, defaultdict(list)
    for item in of.items:
        within[item.s9].append(item.number)
    said = _offices(row.s8)
    receptacles = tuple(
        Receptacle(
            receptacle_id=one.s9,
            weight_grams=one.weight_grams,
            item_count=len(within[one.s9]),
            items=tuple(within[one.s9]),
        )
        for one in of.receptacles
    )
    return Predes(
        conformance=NOT_CERTIFIED,
        header=_header(row.s8, row.closed_at, said.origin, said.destination),
        dispatch_id=row.s8,
        closed_at=_moment(row.closed_at),
        receptacle_count=len(receptacles),
        receptacles=receptacles,
    )


def receipt(of: WholeDispatch) -> Resdes | None:
    """What came so far; None where nothing did."""
    row, irregular = of.listed.row, defaultdict(list)
    for one in of.irregular:
        irregular[one.s9].append(one)
    received = tuple(
        Received(
            receptacle_id=one.s9,
            state="opened" if one.opened_at >= 0 else "arrived",
            at=_moment(max(one.opened_at, one.arrived_at)),
            missing=tuple(_numbers(irregular[one.s9], Irregular.MISSING)),
            surplus=tuple(dict.fromkeys(_numbers(irregular[one.s9], Irregular.SURPLUS))),
        )
        for one in of.receptacles
        if max(one.opened_at, one.arrived_at) >= 0
    )
    if not received:
        return None
    said, last = _offices(row.s8), max(max(one.opened_at, one.arrived_at) for one in of.receptacles)
    return Resdes(
        conformance=NOT_CERTIFIED,
        header=_header(row.s8, last, said.destination, said.origin),
        dispatch_id=row.s8,
        receptacle_count=len(received),
        receptacles=received,
    )


def _numbers(some: list[SeenIrregularity], kind: Irregular) -> Iterator[str]:
    for one in some:
        if one.kind == kind:
            yield "".join(letter if letter.isprintable() else "?" for letter in one.number[:LONGEST_READ]) or "?"


def _header(s8: str, at: int, sender: str, recipient: str) -> Header:
    return Header(reference=s8, prepared_at=_moment(at), sender=sender, recipient=recipient)


def _offices(s8: str) -> Dispatch:
    found = parse_dispatch(s8, own_layout())
    assert isinstance(found, Dispatch), f"{s8} is ours"
    return found


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)
