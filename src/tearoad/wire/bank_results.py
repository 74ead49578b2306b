"""Results of banks' tests: a JSON document, its detached Ed25519 signature in base64, and the bank's key as PEM."""

import base64
import binascii
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from tearoad.payments.attempt import CARD
from tearoad.terms.names import LONGEST_NAME
from tearoad.terms.refusal import BadInput

MOST_BYTES = 65_536
SIGNATURE_BYTES = 64
MOST_A_MINUTE = 1_000_000
MOST_TOLD = 200  # characters of a complaint, which may repeat the document's words
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_NAME)]


class BankTestResult(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"method": "channel"}):
    """`a_minute` payments were taken for at least a minute; `refused_share` of them were refused, 0 to 1."""

    sale: Name
    bank: Name
    method: Name
    a_minute: Annotated[int, msgspec.Meta(ge=1, le=MOST_A_MINUTE)]
    refused_share: Annotated[float, msgspec.Meta(ge=0, le=1)]
    p99_ms: Annotated[float, msgspec.Meta(ge=0, le=10_000_000)]
    tested_at: Annotated[datetime, msgspec.Meta(tz=True)]


def result_of(document: bytes, file: Path) -> BankTestResult:
    """`BadInput` on what is no result, or has keys that are not a result's."""
    try:
        found = msgspec.json.decode(document, type=BankTestResult)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        expected = ", ".join(BankTestResult.__struct_encode_fields__)
        raise BadInput(f"{file}: {_line(error)}, expected {expected}") from None
    if found.method != CARD:
        raise BadInput(f"{file}: channel {_line(repr(found.method))}, expected {CARD!r}")
    return found


def signature_of(text: bytes, file: Path) -> bytes:
    """From base64, in one line or several."""
    try:
        found = base64.b64decode(b"".join(text.split()), validate=True)
    except binascii.Error:
        found = b""
    if len(found) != SIGNATURE_BYTES:
        raise BadInput(f"{file}: expected {SIGNATURE_BYTES} bytes in base64")
    return found


def key_of(pem: bytes, file: Path) -> str:
    """The 64 hex digits of an Ed25519 public key."""
    try:
        found = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        found = None
    if not isinstance(found, Ed25519PublicKey):
        raise BadInput(f"{file}: expected an Ed25519 public key as PEM")
    return found.public_bytes_raw().hex()


def signed(document: bytes, signature: bytes, key: str) -> bool:
    """Whether the owner of the key signed this document, to the byte."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, document)
    except InvalidSignature:
        return False
    return True


def _line(said: object) -> str:
    """In one line of bounded length, whatever a stranger wrote."""
    text = "".join(one if one.isprintable() else " " for one in str(said))
    return text if len(text) <= MOST_TOLD else f"{text[:MOST_TOLD]}..."
