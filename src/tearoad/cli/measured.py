"""A command of ours from start to end in a process of its own, with its time and memory."""

import json
import subprocess
import sys
from typing import NamedTuple

# The most that a process ever had is handed on to what it starts: a small one stands between, else ours would count.
_BETWEEN = """
import json, resource, subprocess, sys, time
began = time.perf_counter()
done = subprocess.run([sys.executable, "-m", "tearoad", *sys.argv[1:]], stdout=subprocess.PIPE, text=True)
seconds = time.perf_counter() - began
used = resource.getrusage(resource.RUSAGE_CHILDREN)
cpu = used.ru_utime + used.ru_stime
print(json.dumps([done.returncode, done.stdout, seconds, cpu, round(used.ru_maxrss / 1024)]))
"""


class Measured(NamedTuple):
    """Of an ended command; `memory_mb` is the most that it had at once, in MiB."""

    status: int
    said: str
    seconds: float
    cpu_seconds: float
    memory_mb: int


def measured(*words: object) -> Measured:
    """`tearoad` with these words; what it says on standard error goes to ours."""
    command = [sys.executable, "-c", _BETWEEN, *map(str, words)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return Measured(*json.loads(done.stdout))
