"""What the types of a message cannot say: counts, numbers that stand twice, check digits, reasons that are missing."""

from collections.abc import Iterable, Iterator

from tearoad.kernel.s10 import valid
from tearoad.post import receptacle
from tearoad.wire.receptacle import own_layout
from tearoad.wire.upu.events import kinds
from tearoad.wire.upu.faults import Fault, Verdict
from tearoad.wire.upu.values import (
    AGAINST,
    Cusitm,
    Cusrsp,
    Emsevt,
    Itmatt,
    Message,
    Predes,
    Resdes,
    TrackingEvent,
)

REASONS = ("retention_reason", "attempt_reason", "action")


def first_fault(message: Message) -> Fault | None:
    """The first that is wrong with a message whose fields are all of their types."""
    return next(faults(message), None)


def faults(message: Message) -> Iterator[Fault]:
    """All that is wrong, in the order of its fields."""
    match message:
        case Itmatt() | Cusitm():
            yield from _items(message)
        case Predes():
            yield from _receptacles(message)
        case Resdes():
            yield from _received(message)
        case Cusrsp():
            yield from _count("response_count", message.response_count, len(message.responses))
            yield from _numbers([one.s10 for one in message.responses], "$.responses[{}].s10")
            for at, one in enumerate(message.responses):
                if one.decision in AGAINST and not one.reason.strip():
                    yield Fault(Verdict.NO_REASON, f"$.responses[{at}].reason", one.decision)
        case Emsevt():
            yield from _count("event_count", message.event_count, len(message.events))
            for at, event in enumerate(message.events):
                yield from _s10(event.s10, f"$.events[{at}].s10")
                yield from _event(event, f"$.events[{at}]")


def _items(message: Itmatt | Cusitm) -> Iterator[Fault]:
    yield from _count("item_count", message.item_count, len(message.items))
    yield from _twice([item.parcel_id for item in message.items], "$.items[{}].parcel_id")
    yield from _numbers([item.s10 for item in message.items], "$.items[{}].s10")
    for at, item in enumerate(message.items):
        yield from _count(f"items[{at}].content_count", item.content_count, len(item.contents))
        yield from _twice([str(one.line) for one in item.contents], f"$.items[{at}].contents[{{}}].line")


def _receptacles(message: Predes) -> Iterator[Fault]:
    yield from _count("receptacle_count", message.receptacle_count, len(message.receptacles))
    yield from _twice([one.receptacle_id for one in message.receptacles], "$.receptacles[{}].receptacle_id")
    yield from _identifier(receptacle.parse_dispatch(message.dispatch_id, own_layout()), "$.dispatch_id")
    seen: set[str] = set()
    for at, one in enumerate(message.receptacles):
        path = f"$.receptacles[{at}]"
        yield from _identifier(receptacle.parse_receptacle(one.receptacle_id, own_layout()), f"{path}.receptacle_id")
        if not one.receptacle_id.startswith(message.dispatch_id):
            yield Fault(Verdict.OTHER_DISPATCH, f"{path}.receptacle_id", one.receptacle_id)
        yield from _count(f"receptacles[{at}].item_count", one.item_count, len(one.items))
        yield from _numbers(one.items, f"{path}.items[{{}}]", seen)


def _identifier(parsed: object, path: str) -> Iterator[Fault]:
    if isinstance(parsed, receptacle.Fault):
        yield Fault(Verdict.BAD_MAIL_ID, path, str(parsed))


def _received(message: Resdes) -> Iterator[Fault]:
    yield from _count("receptacle_count", message.receptacle_count, len(message.receptacles))
    yield from _twice([one.receptacle_id for one in message.receptacles], "$.receptacles[{}].receptacle_id")
    yield from _identifier(receptacle.parse_dispatch(message.dispatch_id, own_layout()), "$.dispatch_id")
    for at, one in enumerate(message.receptacles):
        path = f"$.receptacles[{at}].receptacle_id"
        yield from _identifier(receptacle.parse_receptacle(one.receptacle_id, own_layout()), path)
        if not one.receptacle_id.startswith(message.dispatch_id):
            yield Fault(Verdict.OTHER_DISPATCH, path, one.receptacle_id)
        yield from _numbers(one.missing, f"$.receptacles[{at}].missing[{{}}]")
        yield from _twice(one.surplus, f"$.receptacles[{at}].surplus[{{}}]")


def _event(event: TrackingEvent, path: str) -> Iterator[Fault]:
    kind = kinds().get(event.event)
    if kind is None:
        yield Fault(Verdict.UNKNOWN_EVENT, f"{path}.event", event.event)
        return
    for name in REASONS:
        said = bool(getattr(event, name).strip())
        if name in kind.needs and not said:
            held = name == "retention_reason"
            yield Fault(Verdict.NO_RETENTION_REASON if held else Verdict.NO_ATTEMPT_REASON, f"{path}.{name}")
        elif said and name not in kind.needs:
            yield Fault(Verdict.OUT_OF_PLACE, f"{path}.{name}", f"{event.event} has none")


def _count(name: str, said: int, there: int) -> Iterator[Fault]:
    if said != there:
        yield Fault(Verdict.WRONG_COUNT, f"$.{name}", f"{said}, expected {there}")


def _numbers(numbers: Iterable[str], path: str, seen: set[str] | None = None) -> Iterator[Fault]:
    """Identifiers, '' where there is none, each valid and once."""
    numbers = list(numbers)
    for at, number in enumerate(numbers):
        if number:
            yield from _s10(number, path.format(at))
    yield from _twice(numbers, path, seen)


def _s10(number: str, path: str) -> Iterator[Fault]:
    if not valid(number):
        yield Fault(Verdict.BAD_ITEM_ID, path, f"{number}, expected its check digit")


def _twice(words: Iterable[str], path: str, seen: set[str] | None = None) -> Iterator[Fault]:
    seen = set() if seen is None else seen
    for at, word in enumerate(words):
        if word and word in seen:
            yield Fault(Verdict.TWICE, path.format(at), word)
        seen.add(word)
