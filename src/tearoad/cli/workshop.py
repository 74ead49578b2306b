"""The workshop's commands, for a checkout of the source: `test`, and the part of `check` that looks at the source."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from tearoad.terms.refusal import BadInput

ROOT = Path(__file__).resolve().parents[3]
# As they stand in the folders: files with few tests, which are the long ones, would else come last, one after another.
BY_FILE = ("--dist", "loadfile", "--no-loadscope-reorder")
MOST_WORKERS = 4  # each has a data base server of its own; one more than processors, as many tests wait
MEMORY, ROOMY = Path("/dev/shm"), 6 * 2**30  # noqa: S108 - bytes free; data bases of tests come to some 3 GB
CLUSTERS = "/etc/postgresql-common/createcluster.conf"


@dataclass(frozen=True)
class FromSystem:
    """What some tests need of the operating system: they are there once `program` is. `before` are commands, each after
    its package is installed and before `packages` are."""

    tests: str
    program: str
    packages: tuple[str, ...]
    before: tuple[tuple[str, tuple[str, ...]], ...] = ()


NEEDED = (
    FromSystem("page tests", "chromium", ("chromium", "fonts-noto-cjk")),
    FromSystem(
        "tests on PostgreSQL 15",
        "/usr/lib/postgresql/15/bin/postgres",
        ("postgresql-15",),
        # The package would make and start a cluster of its own; these tests start theirs.
        (("postgresql-common", ("sed", "-ri", r"s/^#?(create_main_cluster) .*$/\1 = false/", CLUSTERS)),),
    ),
)


def add_commands(app: typer.Typer) -> None:
    app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, name="test")(run_tests)


def in_checkout() -> bool:
    """True where the source lies beside its tests, false in an installed package."""
    return (ROOT / "pyproject.toml").exists()


def check_source() -> bool:
    """Format, lint, types, import contracts, house tests; says which of them failed."""
    steps = {
        "format": ["ruff", "format", "--check", "-q", "."],
        "lint": ["ruff", "check", "-q", "."],
        "types": ["mypy"],
        "import contracts": ["lint-imports", "--no-logo"],
        "house tests": ["pytest", "-q", "tests/test_house.py"],
    }
    failed = [name for name, words in steps.items() if not _step(name, words)]
    if failed:
        typer.echo(f"check: failed: {', '.join(failed)}", err=True)
    return not failed


def run_tests(
    context: typer.Context,
    full: Annotated[bool, typer.Option(help="The long tests too.")] = False,
) -> None:
    """The tests, a file at a time in each of a few processes; where there are further words, plain pytest with those.

    Installs what some of them need of the system where it may."""
    if not in_checkout():
        raise BadInput("this command works in a checkout of the source, and this is an installed package")
    missing = [needed for needed in NEEDED if not _is_there(needed) and not _installed(needed)]
    words = [sys.executable, "-m", "pytest", *([] if full else ["-m", "not full"])]
    words += context.args or ["-q", "-n", str(min((os.cpu_count() or 1) + 1, MOST_WORKERS)), *BY_FILE]
    code = subprocess.run(words, cwd=ROOT, env=_quick_files(os.environ), check=False).returncode
    if missing:
        skipped = ", ".join(needed.tests for needed in missing)
        packages = " ".join(package for needed in missing for package in needed.packages)
        typer.echo(f"test: {skipped} skipped; for them: apt-get install {packages}", err=True)
        if os.environ.get("CI"):
            code = code or 1
    raise typer.Exit(code)


def _quick_files(environment: Mapping[str, str]) -> dict[str, str]:
    """Data bases and files of tests lie in memory where there is room: on slow disks they take far longer."""
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOMY
    return {**({"TMPDIR": str(MEMORY)} if roomy else {}), **environment}


def _step(name: str, words: Sequence[str]) -> bool:
    typer.echo(f"check: {name}")
    tool = Path(sys.executable).parent / words[0]
    return subprocess.run([str(tool), *words[1:]], cwd=ROOT, check=False).returncode == 0


def _is_there(needed: FromSystem) -> bool:
    return shutil.which(needed.program) is not None


def _installed(needed: FromSystem) -> bool:
    """Tries, as root or by a sudo that asks nothing; True where the program is there then."""
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (sudo and not shutil.which("sudo")):
        return False
    if sudo and not _ran([*sudo, "true"]):
        return False
    typer.echo(f"test: installing {needed.packages[0]} for the {needed.tests} ...", err=True)
    apt = [*sudo, "apt-get"]
    install = [*apt, "install", "-y", "-q", "--no-install-recommends"]
    _ran([*apt, "update", "-q"])
    for package, command in needed.before:
        if not _ran([*install, package]) or not _ran([*sudo, *command]):
            return False
    _ran([*install, *needed.packages])
    return _is_there(needed)


def _ran(words: Sequence[str]) -> bool:
    return subprocess.run(words, capture_output=True, check=False, stdin=subprocess.DEVNULL).returncode == 0
