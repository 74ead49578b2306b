"""Signatures of callbacks, as Standard Webhooks 1.0 has them: HMAC over id, moment and body."""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum

from standardwebhooks import Webhook

TOLERANCE = 300  # seconds between the signer's clock and ours, as Standard Webhooks advises
LONGEST_HEADER = 500


class Refused(StrEnum):
    """Why a callback is not believed; the value is what its sender reads."""

    UNSIGNED = "not signed"
    FORGED = "the signature is not of this body and our secret"
    TOO_OLD = "signed too long ago: replayed, or a clock is wrong"
    TOO_NEW = "signed in the future: a clock is wrong"


def refused(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> Refused | None:
    """`headers` by names in small letters; `now` in seconds since 1970."""
    name, at, given = (headers.get(f"webhook-{part}", "")[:LONGEST_HEADER] for part in ("id", "timestamp", "signature"))
    if not (name and at.isascii() and at.isdecimal() and len(at) <= 12 and given):
        return Refused.UNSIGNED
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return Refused.FORGED
    right = Webhook(secret).sign(name, datetime.fromtimestamp(int(at), UTC), text)
    if not any(hmac.compare_digest(right.encode(), one.encode()) for one in given.split(" ")):
        return Refused.FORGED
    if int(at) < now - TOLERANCE:
        return Refused.TOO_OLD
    return Refused.TOO_NEW if int(at) > now + TOLERANCE else None
