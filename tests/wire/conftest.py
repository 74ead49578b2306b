"""Words and a fixture that several tests of scenarios share; modules beside the tests are imported by name."""

from pathlib import Path

import pytest
from scenario_words import SOUND, Written


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """A scenario's file with these words; the sound one where there are none."""

    def write(text: str | bytes = SOUND, name: str = "mine") -> Path:
        path = tmp_path / f"{name}.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write
