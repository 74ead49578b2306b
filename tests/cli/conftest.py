"""Commands in this process."""

import json
import sys
from typing import Any, NamedTuple

import pytest

from tearoad.cli.main import run


class Done(NamedTuple):
    status: int
    out: str
    error: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def tearoad(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command in this process: a child for each word would take a second and a half."""

    def door(*words: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["tearoad", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            run()
        out, error = capsys.readouterr()
        return Done(int(ended.value.code or 0), out, error)

    return door
