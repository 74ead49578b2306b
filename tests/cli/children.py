"""Commands in processes of their own."""

import signal
import subprocess
from typing import Any

STACKS = {"PYTHONFAULTHANDLER": "1"}  # in the environment of a child: SIGABRT then tells where it stands


def ended(child: "subprocess.Popen[str]", seconds: float = 60.0) -> Any:
    """What it said, and its errors, once it has ended; where it does not, where each of its threads stands."""
    try:
        return child.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGABRT)
        out, errors = child.communicate(timeout=seconds)
        raise AssertionError(f"it did not end in {seconds} s:\n{out}\n{errors}") from None
