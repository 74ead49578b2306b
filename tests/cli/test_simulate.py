"""`tearoad simulate` by the operator's door: a file in, a file out, one document or one line."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tearoad.cli.main import run

NETWORK = {
    "stations": [
        {"name": "desk", "kind": "serve", "servers": 1, "calendar": None},
        {"name": "road", "kind": "delay", "servers": None, "calendar": None},
        {"name": "[counter]", "kind": "serve", "servers": None, "calendar": [[0, 0], [30, 2], [60, 1]]},
    ],
    "arrival": [5, 0, 5, 3],
    "route_start": [0, 3, 4, 7, 7],
    "route_station": [0, 1, 2, 0, 0, 1, 2],
    "route_service": [4, 10, 7, 8, 3, 10, 2],
}
DEPARTURES = [12, 22, 37, 8, 15, 25, 32]
TEAROAD = str(Path(sys.executable).parent / "tearoad")


class Done(NamedTuple):
    status: int
    out: str
    error: str


@pytest.fixture
def tearoad(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command in this process: a child for each word would take a second."""

    def door(*words: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["tearoad", "simulate", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            run()
        out, error = capsys.readouterr()
        return Done(int(ended.value.code or 0), out, error)

    return door


@pytest.fixture
def network(tmp_path: Path) -> Path:
    path = tmp_path / "network.json"
    path.write_text(json.dumps(NETWORK), encoding="utf-8")
    return path


def test_a_network_goes_in_and_departures_come_out(tearoad: Any, network: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.json"
    done = tearoad(network, "-o", output, "--json")
    assert (done.status, done.error) == (0, "")
    found = json.loads(done.out)
    assert json.loads(output.read_text()) == {"departure": DEPARTURES}
    assert (found["customers"], found["visits"], found["stations"], found["last_departure"]) == (4, 7, 3, 37)
    assert found["output"] == str(output)
    assert found["seconds"] >= found["engine_seconds"] >= 0
    assert found["by_station"][2] == {
        "name": "[counter]", "visits": 2, "mean_wait": 6.5, "longest_wait": 8, "most_waiting": 2,
    }  # fmt: skip


def test_gzip_goes_in_and_out_in_a_process_of_its_own(network: Path, tmp_path: Path) -> None:
    packed = tmp_path / "network.json.gz"
    packed.write_bytes(gzip.compress(network.read_bytes()))
    words = [TEAROAD, "simulate", str(packed), "-o", "out.json.gz", "--json"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["output"] == "out.json.gz"
    assert json.loads(gzip.decompress((tmp_path / "out.json.gz").read_bytes())) == {"departure": DEPARTURES}


def test_in_words(tearoad: Any, network: Path, tmp_path: Path) -> None:
    done = tearoad(network, "-o", tmp_path / "out.json")
    assert (done.status, done.error) == (0, "")
    for words in ("desk", "[counter]", "6.5", "waited longest in all at [counter]", "4 customers, 7 visits", "at 37;"):
        assert words in done.out


def test_nobody_comes(tearoad: Any, tmp_path: Path) -> None:
    path = tmp_path / "nobody.json"
    nothing: dict[str, list[int]] = {key: [] for key in ("arrival", "route_station", "route_service")}
    path.write_text(json.dumps(NETWORK | nothing | {"route_start": [0]}))
    found = json.loads(tearoad(path, "-o", tmp_path / "out.json", "--json").out)
    assert (found["customers"], found["visits"], found["last_departure"]) == (0, 0, None)
    assert json.loads((tmp_path / "out.json").read_text()) == {"departure": []}
    assert "0 customers, 0 visits; " in tearoad(path, "-o", tmp_path / "out.json").out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"arrival": [5, -3, 5, 3]}, "arrival[1]: -3, expected a whole number from 0 to 2^62"),
        ({"route_station": [0, 1, 2, 0, 2, 1, 0]}, "loops are not allowed here"),
        (
            {"stations": [*NETWORK["stations"][:2], NETWORK["stations"][2] | {"calendar": [[0, 2], [23, 0]]}]},
            "stations[2].calendar[1]: [23, 0], expected a last capacity of 1 or more; visits there that never begin: 1",
        ),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(
    tearoad: Any, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    path, output = tmp_path / "network.json", tmp_path / "out.json"
    path.write_text(json.dumps(NETWORK | change))
    done = tearoad(path, "-o", output, "--json")
    assert (done.status, done.out, done.error.count("\n")) == (2, "", 1)
    assert done.error.startswith(f"tearoad: {path}, ")
    assert done.error.endswith(f"{said}\n")
    assert not output.exists()


def test_a_station_may_close_for_ever_behind_the_last(tearoad: Any, tmp_path: Path) -> None:
    path = tmp_path / "network.json"
    counter = NETWORK["stations"][2] | {"calendar": [[0, 2], [26, 0]]}
    path.write_text(json.dumps(NETWORK | {"stations": [*NETWORK["stations"][:2], counter]}))
    assert json.loads(tearoad(path, "-o", tmp_path / "out.json", "--json").out)["last_departure"] == 29


def test_places_that_are_none(tearoad: Any, network: Path, tmp_path: Path) -> None:
    for words, said in (
        ((tmp_path / "none.json", "-o", tmp_path / "out.json"), "none.json: no such file"),
        ((network, "-o", tmp_path / "none" / "out.json"), "there is no folder"),
        ((network, "-o", tmp_path), "a folder, expected the name of a file"),
        ((network, "-o", network), "the network itself, expected another file"),
        ((network, "-o", tmp_path / ("x" * 300)), "File name too long"),
    ):
        done = tearoad(*words)
        assert (done.status, done.out, done.error.count("\n")) == (2, "", 1)
        assert said in done.error
    assert json.loads(network.read_text()) == NETWORK


def test_what_does_not_fit_into_memory_is_refused_before_it_begins(
    tearoad: Any, network: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tearoad.boot.simulation.free_bytes", lambda: 700)
    done = tearoad(network, "-o", tmp_path / "out.json")
    assert (done.status, done.out, done.error.count("\n")) == (2, "", 1)
    assert "needs about 0.0 GB of memory, 0.0 GB are free" in done.error
    monkeypatch.setattr("tearoad.boot.simulation.free_bytes", lambda: 100)
    assert "more than 100 bytes unpacked" in tearoad(network, "-o", tmp_path / "out.json").error
