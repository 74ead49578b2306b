"""The workshop's commands, for a checkout of the source: `test`, and the part of `check` that looks at the source."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from tearoad.terms.refusal import BadInput

ROOT = Path(__file__).resolve().parents[3]
BROWSER_PACKAGES = ("chromium", "fonts-noto-cjk")


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
        "house tests and examples of the documents": ["pytest", "-q", "tests/test_house.py", "tests/test_documents.py"],
    }
    failed = [name for name, words in steps.items() if not _step(name, words)]
    if failed:
        typer.echo(f"check: failed: {', '.join(failed)}", err=True)
    return not failed


def run_tests(
    context: typer.Context,
    full: Annotated[bool, typer.Option(help="The long tests too.")] = False,
) -> None:
    """The tests; further words go to pytest. Installs the browser that the page tests need where it may."""
    if not in_checkout():
        raise BadInput("this command works in a checkout of the source, and this is an installed package")
    browser = _browser()
    words = [sys.executable, "-m", "pytest", *([] if full else ["-m", "not full"]), *context.args]
    code = subprocess.run(words, cwd=ROOT, check=False).returncode
    if not browser:
        typer.echo(f"test: page tests skipped; for them: apt-get install {' '.join(BROWSER_PACKAGES)}", err=True)
        if os.environ.get("CI"):
            code = code or 1
    raise typer.Exit(code)


def _step(name: str, words: Sequence[str]) -> bool:
    typer.echo(f"check: {name}")
    tool = Path(sys.executable).parent / words[0]
    return subprocess.run([str(tool), *words[1:]], cwd=ROOT, check=False).returncode == 0


def _browser() -> bool:
    """True where chromium stands on PATH, after trying to install it as root or by a sudo that asks nothing."""
    if shutil.which("chromium"):
        return True
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (sudo and not shutil.which("sudo")):
        return False
    if sudo and subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode:
        return False
    typer.echo("test: installing chromium for the page tests ...", err=True)
    for words in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", *BROWSER_PACKAGES]):
        subprocess.run([*sudo, "apt-get", *words], capture_output=True, check=False, stdin=subprocess.DEVNULL)
    return shutil.which("chromium") is not None
