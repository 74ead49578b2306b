"""An interrupt is not lost where a kernel is being compiled."""

import os
import signal
import time
from collections.abc import Iterator

import pytest

from tearoad.cli.interrupts import AGAIN_AFTER, SWALLOWS, listen


@pytest.fixture
def _handlers() -> Iterator[None]:
    signs = (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)
    before = [signal.getsignal(sign) for sign in signs]
    yield
    for sign, handler in zip(signs, before, strict=True):
        signal.signal(sign, handler)


def _raw_object_cache_notify() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(AGAIN_AFTER / 4)  # nothing is raised here


@pytest.mark.usefixtures("_handlers")
def test_it_comes_again_where_it_would_be_lost() -> None:
    listen()
    assert _raw_object_cache_notify.__name__ == SWALLOWS
    _raw_object_cache_notify()
    with pytest.raises(KeyboardInterrupt):
        time.sleep(20 * AGAIN_AFTER)


@pytest.mark.usefixtures("_handlers")
def test_elsewhere_it_is_raised_at_once() -> None:
    listen()
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)


def test_llvmlite_still_calls_it_so() -> None:
    from llvmlite.binding.executionengine import ExecutionEngine

    assert hasattr(ExecutionEngine, SWALLOWS)
