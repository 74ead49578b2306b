"""A backup comes back: proved whole before anything is written, and compared with what it was after."""

import hashlib
import json
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

from tearoad.boot.backup import DUMP, FORM, MANIFEST, call
from tearoad.boot.books import head_of
from tearoad.boot.keys import FOLDER, KEY_ID
from tearoad.boot.road import open_road
from tearoad.boot.site import SECRET
from tearoad.store.database import connected
from tearoad.store.schema import known
from tearoad.terms.refusal import BadInput

LONGEST_MANIFEST, LONGEST_KEY = 2**20, 2**12  # bytes
MOST_PARTS = 10_003  # the manifest, the dump, the secret, and as many keys as there are names of keys
OURS = ["--no-owner", "--no-privileges"]
WITH_ITS_TIMEOUT = 17  # the first server that knows what the dump of a newer one sets before all else:
TIMEOUT = b"SET transaction_timeout = 0;"
DIGEST = re.compile(r"[0-9a-f]{64}")


class Backup:
    """An open backup that was read whole: every part is as its manifest says."""

    def __init__(
        self, archive: tarfile.TarFile, members: Mapping[str, tarfile.TarInfo], manifest: dict[str, Any], name: str
    ) -> None:
        self.archive, self.members, self.manifest, self.name = archive, members, manifest, name

    def part(self, name: str) -> IO[bytes]:
        """A part of the manifest, from its beginning: the very one that was read, where others have its name."""
        found = self.archive.extractfile(self.members[name])
        assert found, f"{name} was there a moment ago"
        return found


@contextmanager
def opened(file: Path) -> Iterator[Backup]:
    """BadInput on a file that is no backup, is cut or changed, or of a newer Tearoad."""
    try:
        with tarfile.open(file, "r:") as archive:
            found = islice(archive, MOST_PARTS)
            members = {member.name: member for member in found if member.isreg() and not member.issparse()}
            backup = Backup(archive, members, _manifest(archive, members, file), str(file))
            for name, said in backup.manifest["sha256"].items():
                if name not in members or not _allowed(name):
                    raise BadInput(f"{file}: the part {name[:60]!r} is missing, or none of a backup")
                if hashlib.file_digest(backup.part(name), "sha256").hexdigest() != said:  # type: ignore[arg-type]
                    raise BadInput(f"{file}: the part {name} is not as it was written")
            yield backup
    except (tarfile.TarError, EOFError):
        raise BadInput(f"{file} is no backup of a road, or was cut") from None
    except OSError as error:
        raise BadInput(f"{error.filename or file}: {error.strerror or error}") from None


def restore(backup: Backup, url: str, home: Path) -> list[str]:
    """Into the empty data base at `url`, and its keys, where it has some, into the state folder. A line for each thing
    that is not as it was; BadInput, and nothing written, where the data base is not empty, or another key has a key's
    name."""
    with connected(url) as connection:
        sql = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        row = connection.execute(sql).fetchone()
        if row is None or row[0]:
            raise BadInput("the data base has tables already; --into NAME restores into a new one beside it")
        major = connection.info.server_version // 10_000
    keys = _new_keys(backup, home)
    with backup.part(DUMP) as dump, tempfile.TemporaryFile() as plain:  # a program wants a file of its own
        shutil.copyfileobj(dump, plain)
        plain.seek(0)
        _pour(plain, url, major)
    for path, text in keys.items():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as key:  # noqa: PTH123 - a descriptor has no path
            key.write(text)
    return _differences(backup.manifest, url)


def keys_elsewhere(backup: Backup, home: Path) -> list[str]:
    """Names of the files with keys that what is in the backup was sealed and signed with, and that the state folder has
    not, or has others by their name."""
    said = backup.manifest["keys"]
    return [name for name in said if _allowed(name) and _digest_of(home / name) != said[name]]


def _digest_of(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


def _pour(dump: IO[bytes], url: str, major: int) -> None:
    """All or nothing, into a server of this major version."""
    if major >= WITH_ITS_TIMEOUT:
        call("pg_restore", [*OURS, "--exit-on-error", "--single-transaction"], url, stdin=dump)
        return
    with tempfile.NamedTemporaryFile() as script:
        call("pg_restore", [*OURS, f"--file={script.name}"], None, stdin=dump)
        at = script.read(2**12).find(TIMEOUT)
        if at >= 0:
            script.seek(at)
            script.write(b" " * len(TIMEOUT))
            script.flush()
        words = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={script.name}"]
        call("psql", words, url)


def _differences(manifest: dict[str, Any], url: str) -> list[str]:
    found = []
    with open_road(url) as road:  # which brings an older schema to this version
        if manifest["migrations"] == known() and road.digest() != manifest["digest"]:
            found.append("the digest of the tables is another than when the backup was made")
        head = head_of(road)
        if ({"batch": head.batch, "digest": head.digest} if head else None) != manifest["head"]:
            found.append("the head of the ledger's chain is another than when the backup was made")
        found += [f"{rule}: {count} rows" for rule, count, _ in road.check()]
    return found


def _manifest(archive: tarfile.TarFile, members: Mapping[str, tarfile.TarInfo], file: Path) -> dict[str, Any]:
    member = members.get(MANIFEST)
    part = archive.extractfile(member) if member and member.size <= LONGEST_MANIFEST else None
    try:
        found: Any = json.loads(part.read()) if part else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("form"), int):
        raise BadInput(f"{file} is no backup of a road")
    newer = f"{file} was made by Tearoad {str(found.get('tearoad'))[:20]!r}, which is newer than this one"
    if found["form"] > FORM:
        raise BadInput(newer)
    migrations = found.get("migrations")
    lists = isinstance(migrations, dict) and all(isinstance(names, list) for names in migrations.values())
    digests = _digests(found.get("keys")) and _digests(found.get("sha256")) and DUMP in found["sha256"]
    if not lists or not digests or not {"digest", "head"} <= found.keys():
        raise BadInput(f"{file}: its manifest is not whole")
    if any(name not in known().get(label, ()) for label, names in found["migrations"].items() for name in names):
        raise BadInput(newer)  # the data base, once it is back, would be refused
    return found


def _digests(parts: object) -> bool:
    return isinstance(parts, dict) and all(DIGEST.fullmatch(str(said)) for said in parts.values())


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
