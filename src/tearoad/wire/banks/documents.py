"""What is said between us and a payment provider: JSON over HTTP, every amount a decimal with its currency.

    POST /v1/payments, POST /v1/refunds     what is asked, under an Idempotence-Key; the same key is done once
    GET  /v1/operations/{key}               what became of it; 404 where the provider never heard of it
    POST .../callbacks (ours)               the same document, signed as Standard Webhooks 1.0 says

An operation is `pending`, `succeeded` with what was captured, or `canceled` with a reason. The shape follows what
Russian providers document (idempotence key, two statuses at the end, a callback and a question by key).
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal

import msgspec

from tearoad.operations.bank_ports import CallRow
from tearoad.operations.hear_provider import Done, Said
from tearoad.terms.money import EXPONENTS, LARGEST_MINOR, parse_minor
from tearoad.terms.refusal import BadInput

LONGEST_DOCUMENT = 16 * 1024
LONGEST_ID = 64


class Amount(msgspec.Struct, frozen=True):
    """`value` in major units, '12.34'."""

    value: str
    currency: str


class Asked(msgspec.Struct, frozen=True):
    """A payment by a bank's channel, or with `charge` a refund of that operation."""

    amount: Amount
    bank: str
    method: str
    charge: str = ""


class Operation(msgspec.Struct, frozen=True):
    """`key` is ours; `at` is the provider's moment, ISO 8601 with its zone."""

    id: str
    key: str
    kind: Literal["charge", "refund"]
    status: Literal["pending", "succeeded", "canceled"]
    amount: Amount
    at: str
    reason: str = ""


OPERATION = msgspec.json.Decoder(Operation)
ASKED = msgspec.json.Decoder(Asked)


def amount_of(minor: int, currency: str) -> Amount:
    """As it is said."""
    return Amount(str(Decimal(minor).scaleb(-EXPONENTS[currency])), currency)


def asked(call: CallRow) -> bytes:
    """The body of a call."""
    return msgspec.json.encode(Asked(amount_of(call.amount_minor, call.currency), call.bank, call.method, call.charge))


def operation_of(body: bytes) -> Operation:
    """BadInput on what is no operation, too long, or of an amount, a moment or a name that is none."""
    if len(body) > LONGEST_DOCUMENT:
        raise BadInput(f"{len(body)} bytes, expected at most {LONGEST_DOCUMENT}")
    try:
        found = OPERATION.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"not an operation: {error}") from None
    if not (0 < len(found.id) <= LONGEST_ID and found.id.isascii() and found.id.isprintable()):
        raise BadInput(f"id {found.id[:80]!r}, expected 1 to {LONGEST_ID} printable ASCII signs")
    minor_of(found.amount)
    moment_of(found.at)
    return found


def said(provider: str, operation: Operation) -> Said | None:
    """None while it is pending."""
    if operation.status == "pending":
        return None
    if operation.status == "canceled":
        return Said(provider, operation.key, Done.REFUSED)
    minor, at = minor_of(operation.amount), moment_of(operation.at)
    return Said(provider, operation.key, Done.PAID, operation.id, minor, operation.amount.currency, at)


def minor_of(amount: Amount) -> int:
    """BadInput on what is no amount above zero."""
    if amount.currency not in EXPONENTS:
        raise BadInput(f"currency {amount.currency[:10]!r} is not known")
    try:
        minor = parse_minor(amount.value[:40], amount.currency)
    except ValueError as error:
        raise BadInput(f"amount: {error}") from None
    if not 0 < minor <= LARGEST_MINOR:
        raise BadInput(f"amount {amount.value[:40]!r}, expected more than 0")
    return minor


def moment_of(text: str) -> int:
    """Seconds since 1970; BadInput on what is no moment of this century, or has no zone."""
    try:
        moment = datetime.fromisoformat(text[:40])
    except ValueError:
        raise BadInput(f"moment {text[:40]!r}, expected ISO 8601") from None
    if moment.tzinfo is None or not 2000 <= moment.astimezone(UTC).year < 2100:
        raise BadInput(f"moment {text[:40]!r}, expected one of this century with its zone")
    return int(moment.timestamp())
