"""No room: a limit to the size of files, as a full disk that every machine can have; in long runs a small disk."""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from tearoad.boot.postings import Postings
from tearoad.boot.torture_ground import Cluster, open_accounts
from tearoad.torture.field import Fault, Field
from tearoad.torture.judge import Judgement, judged
from tearoad.torture.luck import Luck
from tearoad.torture.payers import Acks, Payers, calls_told
from tearoad.torture.script import Script

PAYERS, SOME_CALLS, FULL_SECONDS = 48, 100, 20.0
LITTLE_BYTES, MOST_BYTES = 300_000, 400_000  # that may still be written
SMALL_DISK_MB = 96


def limited(field: Field, luck: Luck) -> Judgement:
    """The server may write so many bytes of its current file of the log, and then stands as before a full disk."""
    script = Script(luck.below(2**31), PAYERS)
    with field.ground.cluster() as server:
        server.start(largest_file_bytes=server.log_offset() + LITTLE_BYTES + luck.below(MOST_BYTES))
        open_accounts(server.url(), script.accounts())
        return _until_it_is_full(server, script, nullcontext)


def _until_it_is_full(server: Cluster, script: Script, narrow: Callable[[], AbstractContextManager[None]]) -> Judgement:
    acks, found = Acks(), Judgement()
    with Postings(server.url(), patience=0.1) as service, Payers(script, [service], acks) as payers:
        payers.until_told(SOME_CALLS, 10.0)
        with narrow():
            payers.until(lambda: payers.sent_home > 0, FULL_SECONDS)
            time.sleep(0.1)
        found.hits = int(payers.sent_home > 0)
    found.surprised(payers.surprises)
    server.kill()  # where it has not died of it; it does not stop in an orderly way any more
    server.start()
    with Postings(server.url()) as service, Payers(script, [service], acks, calls_told(acks.told)) as payers:
        payers.until_told(SOME_CALLS, 10.0)
    found.surprised(payers.surprises)
    found.add(judged(server.url(), script, acks.told))
    return found


def small(field: Field, luck: Luck) -> Judgement:
    """A small file system in memory, filled by others while the service posts."""
    script = Script(luck.below(2**31), PAYERS)
    with tempfile.TemporaryDirectory(prefix="tearoad-disk-", dir=field.ground.files.folder) as name:
        _mount("-t", "tmpfs", "-o", f"size={SMALL_DISK_MB}m,mode=755", "tmpfs", name)
        try:
            with field.server(script, folder=Path(name)) as server:
                return _until_it_is_full(server, script, lambda: _filled(Path(name), luck))
        finally:
            subprocess.run(["umount", name], check=True, capture_output=True)


@contextmanager
def _filled(disk: Path, luck: Luck) -> Iterator[None]:
    free = os.statvfs(disk)
    room = free.f_bavail * free.f_frsize - luck.below(MOST_BYTES)
    with (disk / "of-others").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, room))
    try:
        yield
    finally:
        (disk / "of-others").unlink()


def no_disk() -> str | None:
    """Whether a file system may be mounted."""
    if os.geteuid() != 0:
        return "only root mounts a small disk"
    with tempfile.TemporaryDirectory() as name:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", name], capture_output=True, check=False
        )
        if done.returncode == 0:
            subprocess.run(["umount", name], check=True, capture_output=True)
    return None if done.returncode == 0 else "a small disk may not be mounted here"


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)


FAULT = Fault("full-disk", limited)
SMALL_DISK = Fault("small-disk", small, no_disk, long=True)
