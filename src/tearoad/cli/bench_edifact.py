"""`bench edifact`: messages checked a second on one core, beside pydifact, which reads the same without checking it."""

import random
import time
import warnings
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from tearoad.boot.edifact import checked_bytes

MESSAGES, PEER_MESSAGES, BROKEN = 20_000, 2_000, 500
ROUNDS, SEED = 3, 1111
SEGMENTS = 22
RECORDED_PEER = 1_315  # of pydifact 0.2.3 on messages of as many segments and bytes, where it is not installed
WORDS = ["CERAMIC MUG", "COTTON T-SHIRT", "PHONE CASE", "LED LAMP", "TEA SET", "USB CABLE", "WOOL SOCKS", "TOY CAR"]
STREETS = ["UL. LENINA", "PR. MIRA", "UL. SADOVAYA", "NAB. REKI MOYKI", "WENSAN LU", "NANJING DONG LU"]


def bench_edifact(messages: int = MESSAGES) -> dict[str, Any]:
    """By CPU seconds of this process, the least of some rounds: checked; checked and cut into values; the peer's."""
    luck = random.Random(SEED)  # noqa: S311 - no secret
    texts = [_message(number, luck) for number in range(1, messages + 1)]
    raw = _interchange(texts)
    checked = _seconds(lambda: _good(raw), messages)
    values = _seconds(lambda: sum(bool(message.segments) for message, _ in checked_bytes(raw)), messages)
    broken = [_broken(text, luck) for text in texts[:BROKEN]]
    peer, told = _peer(texts[:PEER_MESSAGES])
    rate = messages / checked
    return {
        "messages": messages,
        "segments": SEGMENTS,
        "bytes_a_message": round(len(raw) / messages),
        "messages_per_second": round(rate),
        "values_per_second": round(messages / values),
        "peer_messages_per_second": round(peer),
        "ratio_to_pydifact": round(rate / peer, 1),
        "ratio_of_values": round(messages / values / peer, 1),
        "broken": len(broken),
        "broken_and_told": len(broken) - _good(_interchange(broken)),
        "pydifact": told,
    }


def in_words(found: dict[str, Any]) -> list[str]:
    """What a person reads."""
    return [
        f"{found['messages']} CUSCAR messages, {found['segments']} segments and {found['bytes_a_message']} bytes each",
        f"checked: {found['messages_per_second']}/s on one core",
        f"the same, and every segment as a value: {found['values_per_second']}/s",
        f"pydifact ({found['pydifact']}), which checks nothing: {found['peer_messages_per_second']}/s",
        f"{found['ratio_to_pydifact']} times as many as pydifact, and {found['ratio_of_values']} times with values",
        f"one thing broken in each of {found['broken']} messages: told of {found['broken_and_told']}",
    ]


def _good(raw: bytes) -> int:
    stream = checked_bytes(raw)
    for _ in stream:
        pass
    return stream.tally.good


def _seconds(work: Callable[[], int], expected: int) -> float:
    found = []
    for _ in range(ROUNDS):
        began = time.process_time()
        done = work()
        found.append(time.process_time() - began)
        assert done == expected, f"{done} of {expected} messages are good"
    return min(found)


def _peer(texts: list[str]) -> tuple[float, str]:
    """Messages a second, and what was measured."""
    try:
        pydifact = import_module("pydifact.segmentcollection")
        name = version("pydifact")
    except (ImportError, PackageNotFoundError):
        return RECORDED_PEER, "0.2.3, recorded"
    raw = _interchange(texts).decode()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of directories that its wheel does not have
        seconds = _seconds(lambda: sum(1 for _ in pydifact.Interchange.from_str(raw).get_messages()), len(texts))
    return len(texts) / seconds, f"{name}, in the same run"


def _interchange(texts: list[str]) -> bytes:
    return f"UNA:+.? 'UNB+UNOC:3+POST+CUSTOMS+261111:1200+B1'{''.join(texts)}UNZ+{len(texts)}+B1'".encode()


def _message(number: int, luck: random.Random) -> str:
    """Numbers, texts, lengths and which segments there are differ from message to message."""
    day = f"2026111{luck.randrange(1, 10)}"
    parcel = f"R{luck.choice('ABCDEFGH')}{luck.randrange(10**9):09}CN"
    grams, value = luck.randrange(50, 30_000), luck.randrange(100, 2_000_000)
    word, street = luck.choice(WORDS), f"{luck.choice(STREETS)} {luck.randrange(1, 200)}"
    always = {
        0: f"BGM+785+MAN-{number}-{luck.randrange(10**6)}+9",
        1: f"DTM+137:{day}{luck.randrange(24):02}{luck.randrange(60):02}:203",
        4: f"RFF+AAZ:WAYBILL {luck.randrange(10**8)}",
        6: "NAD+MS+" + luck.choice(["CRE", "RUPOST", "CHINAPOST"]) + ":160:ZZZ",
        9: f"TDT+20+{luck.randrange(10**4)}+2++CR:172:ZZZ",
        13: f"CNI+{number % 99_999}+{parcel}",
        14: f"RFF+AAQ:{parcel}",
        18: f"NAD+CZ++SHOP {luck.randrange(10**4)} CO?: LTD:{street}:310{luck.randrange(10**3):03} HANGZHOU",
        19: f"NAD+CN++PETROVA ANNA {luck.choice('ABC')}.:{street}, KV. {luck.randrange(300)}:{luck.randrange(10**6)}",
        20: f"GID+1+{luck.randrange(1, 9)}:PK",
        21: f"FTX+AAA+++{word} {luck.randrange(100)}?'{luck.choice('ABCDE') * luck.randrange(1, 30)}?+ {word[::-1]}?:",
        22: f"MEA+AAE+AAB+KGM:{grams / 1000:.3f}",
        25: f"CST+1+{luck.randrange(10**9, 10**10)}:122",
    }
    sometimes = {
        2: "LOC+22+CNMZL:139:6",
        3: f"QTY+52:{luck.randrange(1, 99)}",
        5: f"DTM+171:{day}:102",
        7: f"CTA+IC+:WANG {luck.choice('ABCDE') * 3}",
        8: f"FTX+AAI+++{word}",
        10: "LOC+11+RUZBK:139:6",
        11: f"DTM+132:{day}:102",
        12: f"EQD+CN+TBJU{luck.randrange(10**7):07}+45G1:102:5",
        15: f"MOA+40:{value / 100:.2f}:CNY",
        16: "LOC+35+CN",
        17: "GEI+5+1:42",
        23: f"SGP+TBJU{luck.randrange(10**7):07}+1",
        24: f"PCI+24+{word}:{luck.randrange(10**6)}",
    }
    chosen = {at: sometimes[at] for at in luck.sample(sorted(sometimes), SEGMENTS - 2 - len(always))}
    body = [text for _, text in sorted((always | chosen).items())]
    return "'".join([f"UNH+{number}+CUSCAR:D:21A:UN", *body, f"UNT+{SEGMENTS}+{number}", ""])


def _broken(text: str, luck: random.Random) -> str:
    """One segment is gone, stands twice, or has a value that is too long, of the wrong kind or in no list."""
    changes = [
        ("'GID+1+", "'GID+1234567+"),
        ("'MEA+AAE", "'MEA+AAEX"),
        (":PK'", ":PK:::::::'"),
        ("UNT+22", "UNT+21"),
        ("'BGM+785", "'BGM+786"),
        ("'CNI+", "'CNI+X"),
        ("'NAD+CZ", "'NAD+QQ"),
        (":203'", ":999'"),
        ("'CST+", "'SEL+"),
        ("'TDT+20+", "'TDT++"),
        ("'RFF+AAQ:", "'RFF+AAQX:"),
        ("'RFF+AAZ:", "'rff+AAZ:"),
    ]
    was, becomes = luck.choice(changes)
    assert was in text, (was, text)
    return text.replace(was, becomes, 1)
