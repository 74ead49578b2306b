"""The key by which a caller says that a wish is the same as one before."""

from django.http import HttpRequest

from tearoad.api.problems import Problem

LONGEST_KEY = 255


def key_of(request: HttpRequest) -> str:
    """Problem 400 where there is none."""
    key = request.headers.get("Idempotency-Key", "")
    if not 1 <= len(key) <= LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise Problem(400, f"expected an Idempotency-Key of 1 to {LONGEST_KEY} printable ASCII characters")
    return key
