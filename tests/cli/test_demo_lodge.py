"""`demo lodge`: a customs desk that has something to do."""

from pathlib import Path

import psycopg
import pytest
from commands import fresh, told


def test_declarations_are_lodged_once(server_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAROAD_HOME", str(tmp_path))
    with fresh(server_url, "tearoad_test_demo_lodge") as url:
        first = told(url, "demo", "lodge", "--count", "40")
        assert first[0] == 0, first[1]
        assert first[1].startswith("40 declarations, ")
        assert told(url, "demo", "lodge", "--count", "40") == first
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT count(*) FROM item_declaration").fetchone() == (40,)
        assert told(url, "check")[0] == 0
