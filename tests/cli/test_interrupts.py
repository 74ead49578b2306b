"""Ctrl-C is ours, whatever is imported."""

import subprocess
import sys

LISTENING = """
import os, signal, time
from tearoad.cli.interrupts import listen
listen()
import polars as pl
frame = pl.DataFrame({"a": range(200_000)})
done = 0
try:
    while True:
        os.kill(os.getpid(), signal.SIGINT) if done == 3 else None
        frame.lazy().with_columns(b=pl.col("a").sqrt()).sort("b").collect()
        done += 1
        assert done < 50, "nobody heard it"
except KeyboardInterrupt:
    print("heard", done)
import ctypes
class Action(ctypes.Structure):
    _fields_ = [("handler", ctypes.c_void_p), ("rest", ctypes.c_byte * 256)]
def handler(sign):
    action = Action()
    ctypes.CDLL(None).sigaction(sign, None, ctypes.byref(action))
    return action.handler
print(handler(signal.SIGINT) == handler(signal.SIGTERM))
"""


def test_polars_does_not_take_it() -> None:
    done = subprocess.run([sys.executable, "-c", LISTENING], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["heard", "3", "True"], done.stderr
