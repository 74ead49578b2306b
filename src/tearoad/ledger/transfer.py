"""Transfers as rows: a debit, a credit, and one of four kinds; ids come from what they are about."""

from collections.abc import Iterable
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
    """One row of the journal. Its id is the caller's idempotency key: 32 hex digits.

    `hold_id` names the hold that a post or a void resolves; a post of less than was held releases the rest. A void
    moves nothing: its amount is 0. `at` in seconds since 1970. Rows of one `group` (32 hex digits) stand or fall
    together and are offered together. A hold that has not been posted before `expires_at` can only be voided.
    """

    transfer_id: str
    kind: Kind
    debit: str
    credit: str
    amount_minor: int
    hold_id: str | None
    at: int
    group: str | None = None
    expires_at: int | None = None


class Part(IntEnum):
    """What a buyer's payment consists of; also the part of the id that tells the holds of a consignment apart."""

    GOODS = 0
    FEE = 1
    POSTAGE = 2
    DUTY = 3
    TAX = 4
    MARGIN = 5


def base_id(at: int, *about: object) -> str:
    """32 hex digits in the form of a UUID: milliseconds, then a hash of what it is about; the last byte is kept free.

    The same moment (seconds since 1970) and words make the same id, so whoever asks twice asks for the same thing.
    """
    hashed = blake2b("\0".join(map(str, about)).encode(), digest_size=9).hexdigest()
    return f"{at * 1000:012x}8{hashed[:3]}8{hashed[3:16]}00"


def moment_of(base: str) -> int:
    """The moment, in seconds since 1970, that an id of `base_id` was made of."""
    return int(base[:12], 16) // 1000


def part_id(base: str, kind: Kind, part: Part) -> str:
    """The id of a hold, post or void of one part: the base's last byte is kept free for it."""
    return f"{base[:30]}{16 * kind + part:02x}"


def expiry_id(hold_id: str) -> str:
    """The id of the void of a hold that expired, beside it in time."""
    return hold_id[:12] + blake2b(hold_id.encode(), digest_size=10, person=b"expired").hexdigest()


class Direct(IntEnum):
    """Why money moves without a hold; the last byte of the transfer's id. 0x10 to 0x3F are those of `part_id`."""

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
    COUPON = 0x0E
    SETTLEMENT = 0x0F
    TAX_REST = 0x40
    TAX_COVER = 0x41
    TAX_BACK = 0x42
    TAX_COVER_BACK = 0x43
    TAX_ADVANCE = 0x44
    MERCHANT_BACK = 0x45
    MARGIN_BACK = 0x46
    BUYER_BACK = 0x47
    COUPON_BACK = 0x48
    RETURN_POSTAGE_OWED = 0x49
    RESERVE_POSTAGE = 0x4A
    CHARGEBACK = 0x4B
    CHARGEBACK_RESERVE = 0x4C
    COUPON_HELD = 0x4D  # this and the next are the hold of a coupon and its void: COUPON posts it
    COUPON_FREED = 0x4E


def direct_id(base: str, why: Direct) -> str:
    """The id of a transfer without a hold."""
    return f"{base[:30]}{why:02x}"


class Group(IntEnum):
    """Why rows stand or fall together; the last byte of the group's id."""

    CAPTURED = 0xE0
    SETTLED = 0xE1
    GIVEN_BACK = 0xE2
    CARRIAGE_OWED = 0xE3


def linked(base: str, why: Group, rows: Iterable[Transfer]) -> list[Transfer]:
    """The same rows, which the ledger does all or none of."""
    group = f"{base[:30]}{why:02x}"
    return [row._replace(group=group) for row in rows]
