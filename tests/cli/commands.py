"""Commands as operators call them, on a data base that is gone afterwards."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tearoad.boot.road import drop_data_base, fresh_data_base

TEAROAD = str(Path(sys.executable).parent / "tearoad")


@contextmanager
def fresh(server_url: str, name: str) -> Iterator[str]:
    """The URL of an empty data base of this name."""
    drop_data_base(server_url, name)
    yield fresh_data_base(server_url, name)
    drop_data_base(server_url, name)


def told(url: str, *words: str) -> tuple[int, str]:
    """Exit status, and what was said on both ways out."""
    environment = {**os.environ, "TEAROAD_DATABASE_URL": url, "COLUMNS": "120"}
    done = subprocess.run([TEAROAD, *words], capture_output=True, text=True, env=environment, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()
