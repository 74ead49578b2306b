"""Where a list goes on: an opaque word that holds the keys of the last row shown, and is good for that list alone.

A check of a few bytes refuses words that were mistyped, cut or made for another list. It is no secret: whoever forges
one sees another page of what they may see anyway, for what a list shows never depends on its cursor.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from hashlib import blake2b

from tearoad.terms.refusal import BadInput

LONGEST_CURSOR = 1_000  # characters
CHECK_BYTES = 8
Key = str | int


def cursor_of(about: str, *keys: Key) -> str:
    """The word for a row of the list `about`: name in it all that the list was asked with."""
    body = json.dumps(keys, ensure_ascii=False, separators=(",", ":")).encode()
    return urlsafe_b64encode(_check(about, body) + body).decode().rstrip("=")


def keys_of(text: str, about: str, kinds: Sequence[type]) -> tuple[Key, ...]:
    """The keys, of the kinds that the list has; `BadInput` for what was not made for it."""
    try:
        whole = urlsafe_b64decode(text + "=" * (-len(text) % 4)) if len(text) <= LONGEST_CURSOR else b""
        check, body = whole[:CHECK_BYTES], whole[CHECK_BYTES:]
        keys = json.loads(body) if check == _check(about, body) else None
    except (Error, UnicodeError, ValueError):
        keys = None
    if not isinstance(keys, list) or [type(key) for key in keys] != list(kinds):
        raise BadInput("the cursor is not one of this list, expected one from the page before")
    return tuple(keys)


def _check(about: str, body: bytes) -> bytes:
    return blake2b(
        body, key=blake2b(about.encode(errors="replace"), digest_size=32).digest(), digest_size=CHECK_BYTES
    ).digest()
