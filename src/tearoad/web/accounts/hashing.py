"""Passwords by argon2, a few at a time: one costs a quarter of a core's second, and the shop must go on meanwhile."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.hashers import Argon2PasswordHasher

from tearoad.terms.refusal import Unavailable

AT_A_TIME = 2
WAIT_SECONDS = 1.5  # one that waits holds one of the server's few threads
_places = threading.BoundedSemaphore(AT_A_TIME)


@contextmanager
def a_place() -> Iterator[None]:
    """One of the AT_A_TIME places; Unavailable where none is free within WAIT_SECONDS."""
    if not _places.acquire(timeout=WAIT_SECONDS):
        raise Unavailable("too many people sign in at this moment")
    try:
        yield
    finally:
        _places.release()


class BoundedArgon2(Argon2PasswordHasher):
    """Django's, with its parameters; each hash takes a place."""

    def encode(self, password: str, salt: str) -> str:
        """The hash of a new password."""
        with a_place():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Whether the password is the one of the hash."""
        with a_place():
            return super().verify(password, encoded)
