"""The documents' examples run: files are written, commands are run, and what they say is compared.

In an example `...` stands for any text within a line or any lines; runs of spaces count as one.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def plain(text: str) -> str:
    return re.sub(r"[ \t]+", " ", "\n".join(line.strip() for line in text.strip().splitlines()))


def test_the_tutorial_is_true(tmp_path: Path, database_url: str) -> None:
    commands = 0
    for kind, file, body in BLOCK.findall((ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")):
        if file:
            (tmp_path / file).write_text(body, encoding="utf-8")
        elif kind == "console":
            command, _, expected = body.partition("\n")
            words = command.removeprefix("$ tearoad ").split()
            done = subprocess.run(
                [str(Path(sys.executable).parent / "tearoad"), *words],
                cwd=tmp_path,
                env={**os.environ, "TEAROAD_DATABASE_URL": database_url, "COLUMNS": "120"},
                capture_output=True,
                text=True,
                check=False,
            )
            pattern = re.escape(plain(expected)).replace(re.escape("..."), ".*")
            assert re.fullmatch(pattern, plain(done.stdout + done.stderr), re.DOTALL), (
                f"{command}\n{done.stdout}{done.stderr}"
            )
            commands += 1
    assert commands == 4
