"""Keeps the vendored browser files and fonts as their manifests say: `--check` compares, `--refresh` fetches them anew.

Refreshing needs npm; checking, and using Tearoad, does not. To take another version, change it in the manifest
and refresh: the digests are then written anew.
"""

import argparse
import hashlib
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

TEAROAD = Path(__file__).resolve().parents[1] / "src" / "tearoad"
FOLDERS = (TEAROAD / "web" / "static" / "vendor", TEAROAD / "wire" / "forms" / "vendor")
MANIFEST = "MANIFEST.toml"


def entries(folder: Path) -> list[dict[str, Any]]:
    """The manifest's files, each with file, member, name, version, licence and sha256."""
    listed: list[dict[str, Any]] = tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))["file"]
    return listed


def faults(folder: Path) -> list[str]:
    """One line for each file that is missing, altered, or not in the manifest; empty where all is well."""
    found = []
    listed = entries(folder)
    for entry in listed:
        path = folder / entry["file"]
        if not path.is_file():
            found.append(f"{entry['file']}: missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
            found.append(f"{entry['file']}: differs from {entry['name']} {entry['version']} in the manifest")
    known = {MANIFEST, *(entry["file"] for entry in listed)}
    found += [f"{path.name}: not in the manifest" for path in sorted(folder.iterdir()) if path.name not in known]
    return found


def refresh(folder: Path) -> None:
    """Fetch every package by npm, copy the listed members and write their digests to the manifest."""
    text = (folder / MANIFEST).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as scratch:
        archives: dict[str, Path] = {}
        for entry in entries(folder):
            package = f"{entry['name']}@{entry['version']}"
            if package not in archives:
                archives[package] = _packed(package, Path(scratch))
            with tarfile.open(archives[package]) as archive:
                member = archive.extractfile(entry["member"])
                if member is None:
                    raise SystemExit(f"vendor: {package} has no file {entry['member']}")
                data = member.read()
            (folder / entry["file"]).write_bytes(data)
            text = text.replace(entry["sha256"], hashlib.sha256(data).hexdigest())
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def _packed(package: str, scratch: Path) -> Path:
    done = subprocess.run(
        ["npm", "pack", "--silent", package], cwd=scratch, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"vendor: npm could not fetch {package}: {done.stderr.strip()}")
    return scratch / done.stdout.split()[-1]


def main() -> int:
    """Exit status 0 where the files are as the manifest says, 1 where not."""
    parser = argparse.ArgumentParser(description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true", help="compare the files with the manifest")
    what.add_argument("--refresh", action="store_true", help="fetch the files by npm and write their digests")
    if parser.parse_args().refresh:
        for folder in FOLDERS:
            refresh(folder)
    found = [line for folder in FOLDERS for line in faults(folder)]
    for line in found:
        sys.stderr.write(f"vendor: {line}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
