"""Transfers as rows: a debit, a credit, and one of four kinds; ids come from what they are about."""

from enum import IntEnum
from hashlib import blake2b
from typing import NamedTuple


class Kind(IntEnum):
    """As in two-phase commit: a hold is pending until it is posted or voided."""

    DIRECT = 0
    HOLD = 1
    POST = 2
    VOID = 3


class Transfer(NamedTuple):
    """One row of the journal; `hold_id` names the hold that a post or a void resolves. `at` in seconds since 1970."""

    transfer_id: str
    kind: Kind
    debit: str
    credit: str
    amount_minor: int
    hold_id: str | None
    at: int


class Part(IntEnum):
    """What a buyer's payment consists of; also the part of the id that tells the holds of a consignment apart."""

    GOODS = 0
    FEE = 1
    POSTAGE = 2
    DUTY = 3


def base_id(at: int, *about: object) -> str:
    """32 hex digits in the form of a UUID: milliseconds, then a hash of what it is about; the last byte is kept free.

    The same moment (seconds since 1970) and words make the same id, so whoever asks twice asks for the same thing.
    """
    hashed = blake2b("\0".join(map(str, about)).encode(), digest_size=9).hexdigest()
    return f"{at * 1000:012x}8{hashed[:3]}8{hashed[3:16]}00"


def part_id(base: str, kind: Kind, part: Part) -> str:
    """The id of a hold, post or void of one part: the base's last byte is kept free for it."""
    return f"{base[:30]}{16 * kind + part:02x}"


class Direct(IntEnum):
    """Why money moves without a hold; the last byte of the transfer's id."""

    CAPTURE = 0x01
    REFUND = 0x02
    DUTY_REST = 0x03
    DUTY_COVER = 0x04
    DUTY_BACK = 0x05
    DUTY_COVER_BACK = 0x06
    DUTY_ADVANCE = 0x07
    CASH_POSTAGE = 0x08
    CASH_DUTY = 0x09
    REMITTANCE = 0x0A
    REFUSAL_COST = 0x0B
    RETURN_POSTAGE = 0x0C
    FEE_BACK = 0x0D


def direct_id(base: str, why: Direct) -> str:
    """The id of a transfer without a hold."""
    return f"{base[:30]}{why:02x}"
