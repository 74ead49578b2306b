"""A bank's key and signature are what the published examples of Ed25519 say."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tearoad.wire.bank_results import key_of, signature_of, signed

# RFC 8032, section 7.1, test 2.
KEY = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
MARK = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
HERE = Path("a")


def test_the_example_of_the_standard_is_signed() -> None:
    assert signed(b"\x72", MARK, KEY)
    assert not signed(b"\x73", MARK, KEY)
    assert not signed(b"\x72", MARK[:-1] + b"\x01", KEY)


def test_key_and_signature_are_read_as_tools_write_them() -> None:
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(KEY))
    assert key_of(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), HERE) == KEY
    text = b"kqAJqfDUyrhyDoILX2QlQKKye1QWUD+Ps3YiI+vbadoIWsHkPhWZbkWPNhPQ8R2MOHsurrQwKu6w\r\nDSkWErsMAA==\r\n"
    assert signature_of(text, HERE) == MARK
