"""How much memory this process may still take, so that what needs more is refused before it begins."""

import resource
from pathlib import Path

PLENTY = 2**62  # where nothing can be found out
_PAGE = resource.getpagesize()


def free_bytes() -> int:
    """The least that the machine, a container and the shell's limits leave."""
    return min(_of_the_machine(), _of_the_container(), _of_the_shell())


def _of_the_machine() -> int:
    for line in _lines(Path("/proc/meminfo")):
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return PLENTY


def _of_the_container() -> int:
    folder = Path("/sys/fs/cgroup")
    most, taken = (_lines(folder / name) for name in ("memory.max", "memory.current"))
    if not most or not taken or not most[0].isdigit():
        return PLENTY
    return int(most[0]) - int(taken[0])


def _of_the_shell() -> int:
    most, _ = resource.getrlimit(resource.RLIMIT_AS)
    own = _lines(Path("/proc/self/statm"))
    if most == resource.RLIM_INFINITY or not own:
        return PLENTY
    return most - int(own[0].split()[0]) * _PAGE


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii").splitlines()
    except OSError:
        return []
