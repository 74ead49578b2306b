"""`tearoad dispatch` sorts, closes, scans and shows: the same said again changes nothing."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import called

from tearoad.boot.road import OpenRoad, drop_data_base, fresh_data_base, open_road
from tearoad.cli.bench_scans import handed_over
from tearoad.wire.upu.document import read_message
from tearoad.wire.upu.text import read_text
from tearoad.wire.upu.values import Predes

BUSIEST = """
SELECT lane, origin, array_agg(s10 ORDER BY weight_grams, s10) FROM consignment
WHERE office IS NOT NULL AND carriage = 3 GROUP BY 1, 2 ORDER BY count(*) DESC, 1
"""


@pytest.fixture(scope="module")
def road(server_url: str) -> Iterator[OpenRoad]:
    name = "tearoad_test_dispatch_command"
    drop_data_base(server_url, name)
    with open_road(fresh_data_base(server_url, name)) as opened:
        handed_over(opened, 60)
        yield opened
        assert opened.check() == []
    drop_data_base(server_url, name)


def test_a_dispatch_on_its_way(road: OpenRoad, tmp_path: Path) -> None:
    lane, origin, numbers = road.store.connection.execute(BUSIEST).fetchone() or ("", "", [])
    destination = road.platform.mail_ways.by_lane[lane].destination
    file, found = tmp_path / "numbers.txt", tmp_path / "found.txt"
    file.write_text("\n".join([*numbers, "RA473124828CN"]) + "\n", encoding="ascii")

    def run(*words: object) -> tuple[int, dict]:
        done = called("dispatch", *words, "--json", "--database-url", road.url)
        return done.returncode, json.loads(done.stdout)

    status, told = run("sort", origin, file)
    assert (status, told["counts"]["sorted"], told["counts"]["bad number"]) == (1, len(numbers), 1)
    status, waiting = run("list")
    assert [one["items"] for one in waiting["open"]] == [len(numbers)]
    status, closed = run("close", lane, "--key", "k")
    assert (status, closed["items"], closed["lane"]) == (0, len(numbers), lane)
    assert run("close", lane, "--key", "k") == (0, closed)
    assert run("close", lane) == (1, {"lane": lane, "refusal": "nothing to dispatch"})
    name, names = closed["number"], [tmp_path / each for each in ("a.json", "a.upu", "labels.pdf", "list.pdf")]
    for options in (("--advice", names[0], "--labels", names[2]), ("--advice", names[1], "--contents", names[3])):
        assert run("show", name, *options) == (0, closed)
    message = read_message(names[0].read_bytes())
    assert isinstance(message, Predes)
    assert read_text(names[1].read_bytes()) == [message]
    assert all(path.read_bytes().startswith(b"%PDF") for path in names[2:])
    assert run("scan", "departed", name, origin)[1]["fates"] == {"moved": len(numbers)}
    assert run("scan", "departed", name, origin)[1]["verdict"] == "known already"
    bag = message.receptacles[0]
    found.write_text("\n".join(bag.items[1:]) + "\n", encoding="ascii")
    status, told = run("scan", "opened", bag.receptacle_id, destination, "--found", found)
    assert (status, told["missing"]) == (1, [bag.items[0]])
    lines = called("dispatch", "show", name, "--database-url", road.url).stdout.splitlines()
    assert lines[0].startswith(f"{name} {origin} - {destination}, ")
    assert lines[-1] == f"  missing: {bag.items[0]} in {bag.receptacle_id}"
    listed = called("dispatch", "list", "--database-url", road.url).stdout.splitlines()
    assert listed[0] == lines[0]
    for how, status, said in (
        ("sent_on", 1, "what is of this kind does not end so"),
        ("found", 0, "settled"),
        ("found", 0, "settled so already"),
        ("lost", 1, "settled otherwise already"),
    ):
        done = called("dispatch", "settle", bag.receptacle_id, bag.items[0], how, "--database-url", road.url)
        assert (done.returncode, done.stdout.strip()) == (status, said)
    shown = called("dispatch", "show", name, "--database-url", road.url).stdout.splitlines()
    assert shown[-1] == f"  missing: {bag.items[0]} in {bag.receptacle_id}, found"
    status, whole = run("show", name)
    (bad,) = whole["irregularities"]
    assert (whole["irregular"], bad["settled"], bad["settled_by"]) == (0, "found", "the command line")
    assert whole["closed_by"] == "the command line"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("close", "none"), "lane 'none': expected one of air-guangzhou-moscow"),
        (("show", "none"), "'none': expected the number of a closed dispatch"),
        (("show", "none", "--labels", "a.txt"), "--labels a.txt: expected a name that ends in .pdf"),
        (("show", "none", "--language", "fr"), "--language 'fr': expected one of"),
        (("list", "--after", "x"), "cursor"),
    ],
)
def test_bad_input_is_one_line(road: OpenRoad, words: tuple[str, ...], said: str) -> None:
    done = called("dispatch", *words, "--database-url", road.url)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_place_that_sends_nothing_abroad(road: OpenRoad, tmp_path: Path) -> None:
    file = tmp_path / "numbers.txt"
    file.write_text("RA473124829CN\n", encoding="ascii")
    done = called("dispatch", "sort", "moscow", file, "--database-url", road.url)
    assert (done.returncode, "place 'moscow': expected one of" in done.stderr) == (2, True)
