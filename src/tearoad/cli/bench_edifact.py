"""`bench edifact`: messages checked a second on one core, beside pydifact, which reads the same without checking it."""

import random
import re
import time
import warnings
from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from tearoad.boot.edifact import checked_bytes, own_book

MESSAGES, PEER_MESSAGES, BROKEN = 20_000, 2_000, 500
ROUNDS, SEED = 3, 1111
SEGMENTS = 22
WORDS = ["CERAMIC MUG", "COTTON T-SHIRT", "PHONE CASE", "LED LAMP", "TEA SET", "USB CABLE", "WOOL SOCKS", "TOY CAR"]
STREETS = ["UL. LENINA", "PR. MIRA", "UL. SADOVAYA", "NAB. REKI MOYKI", "WENSAN LU", "NANJING DONG LU"]


def bench_edifact(messages: int = MESSAGES) -> dict[str, Any]:
    """By CPU seconds of this process: checked; checked and cut into values; the peer's, null where it is not installed.
    Cold is the first round, with nothing remembered of any message, warm the best of those after it."""
    luck = random.Random(SEED)  # noqa: S311 - no secret
    texts = [_message(number, luck) for number in range(1, messages + 1)]
    raw = _interchange(texts)
    checked, warm = _rates(lambda: _good(raw), messages)
    values, _ = _rates(lambda: sum(bool(message.segments) for message, _ in checked_bytes(raw)), messages)
    broken = [_broken(text, luck) for text in texts[:BROKEN]]
    peer, told = _peer(texts[:PEER_MESSAGES])
    return {
        "messages": messages,
        "segments": SEGMENTS,
        "orders": len({_order(text) for text in texts}),
        "bytes_a_message": round(len(raw) / messages),
        "messages_per_second": round(checked),
        "messages_per_second_warm": round(warm),
        "values_per_second": round(values),
        "peer_messages_per_second": peer and round(peer),
        "ratio_to_pydifact": peer and round(checked / peer, 1),
        "ratio_of_values": peer and round(values / peer, 1),
        "broken": len(broken),
        "broken_and_told": len(broken) - _good(_interchange(broken)),
        "pydifact": told,
    }


def in_words(found: dict[str, Any]) -> list[str]:
    """What a person reads."""
    compared = [f"pydifact: {found['pydifact']}"]
    if found["peer_messages_per_second"]:
        compared = [
            f"pydifact ({found['pydifact']}), which checks nothing: {found['peer_messages_per_second']}/s",
            f"{found['ratio_to_pydifact']} times as many as pydifact, and {found['ratio_of_values']} times with values",
        ]
    size = f"{found['segments']} segments and {found['bytes_a_message']} bytes each"
    return [
        f"{found['messages']} CUSCAR messages in {found['orders']} different orders, {size}",
        f"checked: {found['messages_per_second']}/s on one core, {found['messages_per_second_warm']}/s once warm",
        f"the same, and every segment as a value: {found['values_per_second']}/s",
        *compared,
        f"one thing broken in each of {found['broken']} messages: told of {found['broken_and_told']}",
    ]


def _good(raw: bytes) -> int:
    stream = checked_bytes(raw)
    for _ in stream:
        pass
    return stream.tally.good


def _rates(work: Callable[[], int], messages: int) -> tuple[float, float]:
    """Messages a second, cold and warm."""
    own_book.cache_clear()  # what is remembered is so of a book
    own_book()
    cold, *warm = [_seconds(work, messages) for _ in range(ROUNDS)]
    return messages / cold, messages / min(warm)


def _seconds(work: Callable[[], int], expected: int) -> float:
    began = time.process_time()
    done = work()
    took = time.process_time() - began
    assert done == expected, f"{done} of {expected} messages are good"
    return took


def _peer(texts: list[str]) -> tuple[float | None, str]:
    """Messages a second, the best of some rounds, and what was measured."""
    try:
        pydifact = import_module("pydifact.segmentcollection")
        name = version("pydifact")
    except (ImportError, PackageNotFoundError):
        return None, "not installed"
    raw = _interchange(texts).decode()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of directories that its wheel does not have
        work = partial(_read_by, pydifact, raw)
        seconds = min(_seconds(work, len(texts)) for _ in range(ROUNDS))
    return len(texts) / seconds, f"{name}, in the same run"


def _read_by(pydifact: Any, raw: str) -> int:
    return sum(1 for _ in pydifact.Interchange.from_str(raw).get_messages())


def _interchange(texts: list[str]) -> bytes:
    return f"UNA:+.? 'UNB+UNOC:3+POST+CUSTOMS+261111:1200+B1'{''.join(texts)}UNZ+{len(texts)}+B1'".encode()


def _message(number: int, luck: random.Random) -> str:
    """One to four consignments; numbers, texts, lengths and which segments there are differ from message to message."""
    day = f"2026111{luck.randrange(1, 10)}"
    head = [
        (f"BGM+785+MAN-{number}-{luck.randrange(10**6)}+9", True),
        (f"DTM+137:{day}{luck.randrange(24):02}{luck.randrange(60):02}:203", True),
        (f"DTM+171:{day}:102", False),
        ("LOC+22+CNMZL:139:6", False),
        (f"QTY+52:{luck.randrange(1, 99)}", False),
        (f"RFF+AAZ:WAYBILL {luck.randrange(10**8)}", False),
        (f"NAD+MS+{luck.choice(['CRE', 'RUPOST', 'CHINAPOST'])}:160:ZZZ", True),
        (f"CTA+IC+:WANG {luck.choice('ABCDE') * 3}", False),
        ("NAD+CA+CR:172:ZZZ", False),
        (f"FTX+AAI+++{luck.choice(WORDS)}", False),
        (f"TDT+20+{luck.randrange(10**4)}+2++CR:172:ZZZ", True),
        ("LOC+11+RUZBK:139:6", False),
        (f"DTM+132:{day}:102", False),
        (f"EQD+CN+TBJU{luck.randrange(10**7):07}+45G1:102:5", False),
    ]
    parts = head + [part for at in range(luck.randrange(1, 5)) for part in _consignment(at + 1, luck)]
    free = SEGMENTS - 2 - sum(always for _, always in parts)
    chosen = {*luck.sample([at for at, (_, always) in enumerate(parts) if not always], free)}
    body = [text for at, (text, always) in enumerate(parts) if always or at in chosen]
    return "'".join([f"UNH+{number}+CUSCAR:D:21A:UN", *body, f"UNT+{SEGMENTS}+{number}", ""])


def _consignment(number: int, luck: random.Random) -> list[tuple[str, bool]]:
    """Its segments, and whether each is always there."""
    parcel = f"R{luck.choice('ABCDEFGH')}{luck.randrange(10**9):09}CN"
    word, street = luck.choice(WORDS), f"{luck.choice(STREETS)} {luck.randrange(1, 200)}"
    named = f"{word} {luck.randrange(100)}?'{luck.choice('ABCDE') * luck.randrange(1, 30)}?+ {word[::-1]}?:"
    return [
        (f"CNI+{number}+{parcel}", True),
        (f"RFF+AAQ:{parcel}", True),
        (f"MOA+40:{luck.randrange(100, 2_000_000) / 100:.2f}:CNY", False),
        ("LOC+35+CN", False),
        ("GEI+5+1:42", False),
        (f"NAD+CZ++SHOP {luck.randrange(10**4)} CO?: LTD:{street}:310{luck.randrange(10**3):03} HANGZHOU", False),
        (f"NAD+CN++PETROVA ANNA {luck.choice('ABC')}.:{street}, KV. {luck.randrange(300)}", False),
        (f"GID+1+{luck.randrange(1, 9)}:PK", True),
        (f"FTX+AAA+++{named}", number == 1),
        (f"MEA+AAE+AAB+KGM:{luck.randrange(50, 30_000) / 1000:.3f}", False),
        (f"SGP+TBJU{luck.randrange(10**7):07}+1", False),
        (f"PCI+24+{word}:{luck.randrange(10**6)}", False),
        (f"CST+1+{luck.randrange(10**9, 10**10)}:122", False),
    ]


def _order(text: str) -> str:
    return "".join(re.findall(r"(?:^|(?<!\?)')([A-Z]{3})\+", text))


def _broken(text: str, luck: random.Random) -> str:
    """One segment is gone, stands twice, or has a value that is too long, of the wrong kind or in no list."""
    trailer = rf"('.*)UNT\+{SEGMENTS}"
    changes = [
        (r"'GID\+[^']*" + trailer, rf"\1UNT+{SEGMENTS - 1}"),
        (r"('BGM\+[^']*)" + trailer, rf"\1\1\2UNT+{SEGMENTS + 1}"),
        (rf"UNT\+{SEGMENTS}", f"UNT+{SEGMENTS - 1}"),
        (r"'GID\+1\+", "'GID+1234567+"),
        (r"'MEA\+AAE", "'MEA+AAEX"),
        (":PK'", ":PK:::::::'"),
        (r"'BGM\+785", "'BGM+786"),
        (r"'CNI\+", "'CNI+X"),
        (r"'NAD\+CZ", "'NAD+QQ"),
        (":203'", ":999'"),
        (r"'CST\+", "'SEL+"),
        (r"'TDT\+20\+", "'TDT++"),
        (r"'RFF\+AAQ:", "'RFF+AAQX:"),
        (r"'RFF\+AAZ:", "'rff+AAZ:"),
    ]
    was, becomes = luck.choice([change for change in changes if re.search(change[0], text)])
    return re.sub(was, becomes, text, count=1)
