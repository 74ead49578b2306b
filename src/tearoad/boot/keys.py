"""The key files that personal data is sealed with: in a state folder, outside the data base, its owner's alone to read.

One file a key, named by its id. The newest seals; every one that is there still opens, so a key is changed by making
another. Who loses a key file loses what was sealed with it.
"""

import os
import re
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from tearoad.terms.refusal import BadInput

FOLDER = "keys"
KEY_ID = re.compile(r"k[0-9]{4}")
KEY_BYTES = 32
FIRST = "k0001"


def keys_of(home: Path) -> dict[str, bytes]:
    """Keys by id, the oldest first; the first is made where there is none. BadInput on a file that others can read, or
    that is no key."""
    folder = home / FOLDER
    try:
        if not any(folder.glob("k*")):
            _make(folder, FIRST)
        found = {path.name: _key(path) for path in sorted(folder.iterdir()) if KEY_ID.fullmatch(path.name)}
    except OSError as error:
        raise BadInput(f"{folder}: {error.strerror or error}") from None
    if not found:  # somebody renamed them: a new key would take the name of the one that seals what is there
        raise BadInput(f"{folder} has no key by the name of one, expected {FIRST}")
    return found


def make_key(home: Path) -> str:
    """A new key, with which all is sealed from the next start on; its id."""
    known = list(keys_of(home))
    name = f"k{int(known[-1][1:]) + 1:04d}"
    _make(home / FOLDER, name)
    return name


def _key(path: Path) -> bytes:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise BadInput(f"{path} can be read by others, expected mode 0600")
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise BadInput(f"{path}: not a key of ours, expected {2 * KEY_BYTES} hex digits")
    return key


def _make(folder: Path, name: str) -> None:
    """Whole or not at all: a key that is half there would seal what nobody can open."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = folder / f".{name}.{secrets.token_hex(8)}"
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "w", encoding="ascii") as file:  # noqa: PTH123 - a descriptor has no path
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was quicker: its key is the one
            os.link(new, folder / name)
    finally:
        new.unlink()
    settle(folder)


def settle(folder: Path) -> None:
    """Names that were given in a folder stay, whatever befalls the machine."""
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
