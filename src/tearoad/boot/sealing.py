"""Personal data at rest: each field sealed by AES-256-GCM, bound to the place where it stands.

A sealed text is 'KEY_ID.' and the base64 of nonce and ciphertext; sealed bytes are the same without base64. Moved to
another row or column neither opens.
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
        return f"{self._newest}.{base64.b64encode(self._closed(text.encode(), where)).decode()}"

    def open(self, sealed: str, where: str) -> str:
        """BadInput where the key is not there, or the text was changed or moved."""
        name, _, rest = sealed.partition(".")
        try:
            data = base64.b64decode(rest, validate=True)
        except (binascii.Error, ValueError):
            data = b""
        try:
            return self._opened(name, data, where).decode()
        except UnicodeDecodeError:
            raise _other(name, where) from None

    def seal_bytes(self, data: bytes, where: str) -> bytes:
        """As `seal`, a third smaller."""
        return self._newest.encode() + b"." + self._closed(data, where)

    def open_bytes(self, sealed: bytes, where: str) -> bytes:
        """As `open`."""
        name, _, rest = sealed.partition(b".")
        return self._opened(name.decode("ascii", "replace"), rest, where)

    def fingerprint(self, text: str) -> str:
        """The same for the same text, which nobody can guess from it without the keys."""
        return self.fingerprint_of(text.encode())

    def fingerprint_of(self, data: bytes) -> str:
        """As `fingerprint`."""
        return hmac.digest(self._mark_key, data, "sha256").hex()[:MARK_LENGTH]

    def _closed(self, data: bytes, where: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._ciphers[self._newest].encrypt(nonce, data, where.encode())

    def _opened(self, name: str, data: bytes, where: str) -> bytes:
        cipher = self._ciphers.get(name)
        if cipher is None:
            raise BadInput(f"{where} is sealed with the key {name[:20]!r}, which is not in the folder of keys")
        try:
            return cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], where.encode())
        except (InvalidTag, ValueError):
            raise _other(name, where) from None


def _other(name: str, where: str) -> BadInput:
    return BadInput(
        f"{where} does not open with the key {name!r}: that is another one, or the text was changed or moved"
    )
