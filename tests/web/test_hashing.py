"""Passwords a few at a time."""

import threading

import pytest

from tearoad.terms.refusal import Unavailable
from tearoad.web.accounts import hashing
from tearoad.web.accounts.hashing import AT_A_TIME, BoundedArgon2, a_place


def test_who_finds_no_place_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "WAIT_SECONDS", 0.05)
    inside, leave = threading.Barrier(AT_A_TIME + 1), threading.Event()

    def stay() -> None:
        with a_place():
            inside.wait()
            leave.wait()

    threads = [threading.Thread(target=stay) for _ in range(AT_A_TIME)]
    for thread in threads:
        thread.start()
    inside.wait()
    hasher = BoundedArgon2()
    with pytest.raises(Unavailable, match="too many people"):
        hasher.encode("five tea caravans", "a" * 22)
    with pytest.raises(Unavailable):
        hasher.verify("five tea caravans", "argon2$")
    leave.set()
    for thread in threads:
        thread.join()
    encoded = hasher.encode("five tea caravans", "a" * 22)
    assert hasher.verify("five tea caravans", encoded)
    assert not hasher.verify("six tea caravans", encoded), "and each has left its place"
