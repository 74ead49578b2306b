"""What the pages need to set Django up: applications, data base, the secret that signs, the hosts it answers to."""

import os
import re
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tearoad.store.schema import INSTALLED_APPS, PERSON, database, migrate
from tearoad.terms.refusal import BadInput

SECRET = "secret"  # noqa: S105 - the name of the file
HOSTS = "TEAROAD_HOSTS"  # public names of the site, parted by commas; then all is https behind a proxy of this machine
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")
HOST = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+")
MOST_CONNECTIONS = 8  # of Django itself, for people and sessions; the desks have their own


@dataclass(frozen=True)
class Site:
    """`public_hosts` is empty where the site is for this machine only, without TLS."""

    installed_apps: tuple[str, ...]
    person_model: str
    database: Mapping[str, object]
    secret_key: str
    public_hosts: tuple[str, ...]


def site_of(url: str, home: Path, environment: Mapping[str, str]) -> Site:
    """Of the data base at `url`; the secret is made in `home` where there is none. BadInput on a secret that others can
    read, or a host that is none."""
    # One who waits longer for a connection than this is told that the site is busy.
    pool = {"min_size": 0, "max_size": MOST_CONNECTIONS, "timeout": 5}
    settings = database(url)
    options = settings["OPTIONS"]
    assert isinstance(options, dict)
    known = {**settings, "OPTIONS": {**options, "pool": pool}, "CONN_HEALTH_CHECKS": True}
    return Site(tuple(INSTALLED_APPS), PERSON, known, secret_of(home), public_hosts(environment.get(HOSTS, "")))


def bring_along(url: str) -> None:
    """Migrates the data base at `url` where it is behind, without opening its road; Django is set up already."""
    migrate(url)


def public_hosts(text: str) -> tuple[str, ...]:
    """The names in 'shop.example, www.shop.example'; BadInput on what is none."""
    names = tuple(name for name in (part.strip().lower() for part in text.split(",")) if name)
    for name in names:
        if not HOST.fullmatch(name):
            raise BadInput(f"{HOSTS}: {name!r}, expected names of hosts like shop.example, parted by commas")
    return names


def secret_of(home: Path) -> str:
    """The secret of a state folder, which all its processes share; made now where there is none, whole."""
    path = home / SECRET
    try:
        if not path.exists():
            _make(path)
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise BadInput(
                f"{path} can be read by others, expected mode 0600; if they did, delete it: all sign in anew"
            )
        found = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: {getattr(error, 'strerror', None) or 'not a secret of ours'}") from None
    if len(found) < 40:
        raise BadInput(f"{path}: not a secret of ours; delete it, and all sign in anew")
    return found


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    new = path.with_name(f".{SECRET}.{secrets.token_hex(8)}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "w", encoding="ascii") as file:  # noqa: PTH123 - a descriptor has no path
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was quicker: its secret is the one
            os.link(new, path)
    finally:
        new.unlink()
