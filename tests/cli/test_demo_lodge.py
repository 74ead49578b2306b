"""`demo lodge`: a customs desk that has something to do."""

from pathlib import Path

import psycopg
import pytest
from commands import fresh, told

from tearoad.boot.road import open_road
from tearoad.demo.orders import FIRST
from tearoad.operations.advance import advance
from tearoad.terms.days import day_start


def test_declarations_are_lodged_once(server_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAROAD_HOME", str(tmp_path))
    with fresh(server_url, "tearoad_test_demo_lodge") as url:
        status, said = told(url, "demo", "lodge")
        assert (status, "the demo has not begun" in said) == (2, True)
        with open_road(url) as road:
            advance(road.platform, day_start(FIRST))
        first = told(url, "demo", "lodge", "--count", "40")
        assert first[0] == 0, first[1]
        assert first[1].startswith("40 declarations, ")
        assert told(url, "demo", "lodge", "--count", "40") == first
        more = told(url, "demo", "lodge", "--count", "80")
        assert (more[0], more[1].startswith("80 declarations, ")) == (0, True), more[1]
        with psycopg.connect(url) as connection:
            found = dict(
                connection.execute("SELECT channel, count(*) FROM item_declaration GROUP BY channel").fetchall()
            )
            connection.execute("UPDATE item_declaration SET content = 'other' WHERE channel = ''")
        assert sum(found.values()) == 80
        assert found["green"] > 20
        status, said = told(url, "demo", "lodge", "--count", "80")
        assert (status, said.splitlines()[1]) == (1, f"refused: {found['']}, for same order, other content")
        assert said.startswith(f"{80 - found['']} declarations, ")
