"""Personal data at rest: each field sealed by AES-256-GCM, bound to the place where it stands.

A sealed text is 'KEY_ID.' and the base64 of nonce and ciphertext. Moved to another row or column it does not open.
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tearoad.terms.refusal import BadInput

NONCE_BYTES = 12
MARK_LENGTH = 32  # hex digits of a fingerprint


class Seal:
    """Implements the port `Sealing` with the keys of `boot.keys`; the last of them seals."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self._newest = next(reversed(self._ciphers))
        # The oldest, so that a new key changes no fingerprint; of a key of its own, as no key should do two things.
        self._mark_key = hmac.digest(next(iter(keys.values())), b"tearoad fingerprint", "sha256")

    def seal(self, text: str, where: str) -> str:
        """`where` names table, column and row; the same text is never sealed alike twice."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._ciphers[self._newest].encrypt(nonce, text.encode(), where.encode())
        return f"{self._newest}.{base64.b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, where: str) -> str:
        """BadInput where the key is not there, or the text was changed or moved."""
        name, _, rest = sealed.partition(".")
        cipher = self._ciphers.get(name)
        if cipher is None:
            raise BadInput(f"{where} is sealed with the key {name[:20]!r}, which is not in the folder of keys")
        try:
            data = base64.b64decode(rest, validate=True)
            return cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], where.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError):
            raise BadInput(
                f"{where} does not open with the key {name!r}: that is another one, or the text was changed or moved"
            ) from None

    def fingerprint(self, text: str) -> str:
        """The same for the same text, which nobody can guess from it without the keys."""
        return hmac.digest(self._mark_key, text.encode(), "sha256").hex()[:MARK_LENGTH]
