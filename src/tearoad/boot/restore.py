"""A backup comes back: proved whole before anything is written, and compared with what it was after."""

import hashlib
import json
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tearoad.boot.backup import DUMP, FORM, MANIFEST, call
from tearoad.boot.books import head_of
from tearoad.boot.keys import FOLDER, KEY_ID
from tearoad.boot.road import open_road
from tearoad.boot.site import SECRET
from tearoad.store.database import connected
from tearoad.store.schema import MIGRATIONS
from tearoad.terms.refusal import BadInput

LONGEST_MANIFEST, LONGEST_KEY = 2**20, 2**12  # bytes
DIGEST = re.compile(r"[0-9a-f]{64}")


class Backup:
    """An open backup that was read whole: every part is as its manifest says."""

    def __init__(self, archive: tarfile.TarFile, manifest: dict[str, Any], name: str) -> None:
        self.archive, self.manifest, self.name = archive, manifest, name

    def part(self, name: str) -> IO[bytes]:
        """A part of the manifest, from its beginning."""
        found = self.archive.extractfile(name)
        assert found, f"{name} was there a moment ago"
        return found


@contextmanager
def opened(file: Path) -> Iterator[Backup]:
    """BadInput on a file that is no backup, is cut or changed, or of a newer Tearoad."""
    try:
        with tarfile.open(file, "r:") as archive:
            known = {member.name: member for member in archive if member.isreg()}
            manifest = _manifest(archive, known, file)
            for name, said in manifest["sha256"].items():
                if name not in known or not _allowed(name):
                    raise BadInput(f"{file}: the part {name[:60]!r} is missing, or none of a backup")
                part = archive.extractfile(known[name])
                if part is None or hashlib.file_digest(part, "sha256").hexdigest() != said:  # type: ignore[arg-type]
                    raise BadInput(f"{file}: the part {name} is not as it was written")
            yield Backup(archive, manifest, str(file))
    except (tarfile.TarError, EOFError):
        raise BadInput(f"{file} is no backup of a road, or was cut") from None
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror or error}") from None


def restore(backup: Backup, url: str, home: Path) -> list[str]:
    """Into the empty data base at `url`, and its keys, where it has some, into the state folder. A line for each thing
    that is not as it was; BadInput, and nothing written, where the data base is not empty, or another key has a key's
    name."""
    with connected(url) as connection:
        sql = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        row = connection.execute(sql).fetchone()
        if row is None or row[0]:
            raise BadInput("the data base has tables already; --into NAME restores into a new one beside it")
    keys = _new_keys(backup, home)
    words = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
    with backup.part(DUMP) as dump, tempfile.TemporaryFile() as plain:  # a program wants a file of its own
        shutil.copyfileobj(dump, plain)
        plain.seek(0)
        call("pg_restore", words, url, stdin=plain)
    for path, text in keys.items():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as key:  # noqa: PTH123 - a descriptor has no path
            key.write(text)
    return _differences(backup.manifest, url)


def _differences(manifest: dict[str, Any], url: str) -> list[str]:
    found = []
    with open_road(url) as road:  # which brings an older schema to this version
        if manifest["migrations"] == MIGRATIONS and road.digest() != manifest["digest"]:
            found.append("the digest of the tables is another than when the backup was made")
        head = head_of(road)
        if ({"batch": head.batch, "digest": head.digest} if head else None) != manifest["head"]:
            found.append("the head of the ledger's chain is another than when the backup was made")
        found += [f"{rule}: {count} rows" for rule, count, _ in road.check()]
    return found


def _manifest(archive: tarfile.TarFile, known: dict[str, tarfile.TarInfo], file: Path) -> dict[str, Any]:
    member = known.get(MANIFEST)
    part = archive.extractfile(member) if member and member.size <= LONGEST_MANIFEST else None
    try:
        found: Any = json.loads(part.read()) if part else None
    except ValueError:
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("form"), int):
        raise BadInput(f"{file} is no backup of a road")
    if found["form"] > FORM or not set(found.get("migrations", ())) <= set(MIGRATIONS):
        raise BadInput(f"{file} was made by Tearoad {found.get('tearoad')}, which is newer than this one")
    parts = found.get("sha256")
    whole = isinstance(parts, dict) and DUMP in parts and all(DIGEST.fullmatch(str(said)) for said in parts.values())
    if not whole or not {"digest", "head"} <= found.keys():
        raise BadInput(f"{file}: its manifest is not whole")
    return found


def _allowed(name: str) -> bool:
    """Names of parts are our own, so that no archive writes anywhere else."""
    folder, _, key = name.rpartition("/")
    return name in (DUMP, SECRET) or (folder == FOLDER and KEY_ID.fullmatch(key) is not None)


def _new_keys(backup: Backup, home: Path) -> dict[Path, bytes]:
    found = {}
    for name in backup.manifest["sha256"]:
        if name == DUMP:
            continue
        text, path = backup.part(name).read(LONGEST_KEY), home / name
        if not path.exists():
            found[path] = text
        elif path.read_bytes() != text:
            raise BadInput(f"{path} is another key than the one in {backup.name}; move it away first")
    return found
