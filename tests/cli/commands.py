"""Commands as operators call them, on a data base that is gone afterwards."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from databases import migrated_data_base

from tearoad.boot.road import drop_data_base
from tearoad.cli.main import run

TEAROAD = str(Path(sys.executable).parent / "tearoad")


class Done(NamedTuple):
    """A command that ended."""

    returncode: int
    stdout: str
    stderr: str


@contextmanager
def fresh(server_url: str, name: str) -> Iterator[str]:
    """The URL of a migrated, empty data base of this name."""
    drop_data_base(server_url, name)
    yield migrated_data_base(server_url, name)
    drop_data_base(server_url, name)


def called(*words: object, **environment: str) -> Done:
    """Within this process, since one of its own takes a second to begin."""
    out, error = io.StringIO(), io.StringIO()
    argv = patch("sys.argv", ["tearoad", *map(str, words)])
    with patch.dict(os.environ, environment), argv, redirect_stdout(out), redirect_stderr(error):
        try:
            run()
            status = 0
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return Done(status, out.getvalue(), error.getvalue())


def told(url: str, *words: str) -> tuple[int, str]:
    """Exit status, and what was said on both ways out."""
    done = called(*words, TEAROAD_DATABASE_URL=url, COLUMNS="120")
    return done.returncode, (done.stdout + done.stderr).strip()
