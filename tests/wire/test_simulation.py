"""Networks as JSON: what is read, how every fault is told in one line, and what is written."""

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tearoad.kernel.stations import DELAY, FAR, SERVE
from tearoad.terms.refusal import BadInput
from tearoad.wire.simulation import Network, bytes_needed, network, never_served, unpacked, write_departures
from tearoad.wire.simulation_document import decoded

FILE = Path("net.json")
DESK = {"name": "desk", "kind": "serve", "servers": 2, "calendar": None}
ROAD = {"name": "road", "kind": "delay", "servers": None, "calendar": None}
DOOR = {"name": "дверь", "kind": "serve", "servers": 1, "calendar": [[0, 0], [8, 3], [20, 1]]}
SOUND = {
    "stations": [DESK, ROAD, DOOR],
    "arrival": [5, 0, 7],
    "route_start": [0, 3, 3, 5],
    "route_station": [0, 1, 2, 0, 2],
    "route_service": [4, 0, 9, 1, 2**33],
}


def text(**other: Any) -> str:
    return json.dumps(SOUND | other)


def read(raw: str | bytes) -> Network:
    return network(decoded(bytearray(raw.encode() if isinstance(raw, str) else raw), FILE), FILE)


def station(**other: Any) -> dict[str, Any]:
    return {"stations": [DESK, ROAD, DOOR | other]}


def test_a_network_is_read() -> None:
    found = read(text(comment={"unknown": ["keys"]}, stations=[DESK | {"city": "Yiwu"}, ROAD, DOOR]))
    assert [row.name for row in found.rows] == ["desk", "road", "дверь"]
    stations, visits = found.stations, found.visits
    assert stations.kind.tolist() == [SERVE, DELAY, SERVE]
    assert stations.step_from.tolist() == [0, 1, 1, 4]
    assert stations.step_tick.tolist() == [0, 0, 8, 20]
    assert stations.step_capacity.tolist() == [2, 0, 3, 1]
    assert (visits.arrival.tolist(), visits.route_from.tolist()) == ([5, 0, 7], [0, 3, 3, 5])
    assert (visits.station.tolist(), visits.service.tolist()) == ([0, 1, 2, 0, 2], [4, 0, 9, 1, 2**33])
    kinds = [column.dtype for column in (*stations, *visits)]
    assert kinds == [np.int8, np.int8, *[np.int64] * 4, np.int64, np.int64, np.int32, np.int64]


def test_nothing_at_all_is_a_network() -> None:
    empty = read(text(stations=[], arrival=[], route_start=[0], route_station=[], route_service=[]))
    assert (empty.rows, len(empty.stations.kind), len(empty.visits.arrival)) == ([], 0, 0)
    idle = read(text(stations=[DESK | {"servers": 0}], route_start=[0] * 4, route_station=[], route_service=[]))
    assert idle.stations.step_capacity.tolist() == [0]


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read(b"\xef\xbb\xbf" + text().encode()).rows[2].name == "дверь"


TOO_MANY = "net.json, route_service: 4 entries, expected 5, as many as in route_station"
FAULTS = [
    (text(arrival=[5, -1, 7]), "net.json, arrival[1]: -1, expected a whole number from 0 to 2^62"),
    (text(arrival=[5, 1.0, 7]), "net.json, arrival[1]: 1.0, expected a whole number"),
    (text(arrival=[5, True, 7]), "net.json, arrival[1]: true, expected a whole number"),
    (text(arrival=[5, "6", 7]), "net.json, arrival[1]: '6', expected a whole number"),
    (text(arrival=[5, None, 7]), "net.json, arrival[1]: null, expected a whole number"),
    (text(arrival=[5, [6], 7]), "net.json, arrival[1]: [6], expected a whole number"),
    (text(arrival=[5, 10**30, 7]), "net.json, arrival[1]: 1000000000000000000000000000000, expected a whole number"),
    (text(arrival=5), "net.json, arrival: 5, expected a list of ticks, one a customer"),
    (text(arrival={"x": list(range(99))}), 'net.json, arrival: {"x": [0, 1, 2, 3, 4'),
    (text(route_service=[4, 0, -9, 1, 2]), "net.json, route_service[2]: -9, expected a whole number"),
    (text(stations=None), "net.json, stations: null, expected a list of stations"),
    (text(stations=[DESK, 3]), "net.json, stations[1]: 3, expected an object with name, kind, servers and calendar"),
    (text(stations=[{"name": "x"}]), "net.json, stations[0].kind: missing, expected 'serve' or 'delay'"),
    (text(**station(kind="depart")), "net.json, stations[2].kind: 'depart', expected 'serve' or 'delay'"),
    (text(**station(kind="a\nb")), r"net.json, stations[2].kind: 'a\nb', expected 'serve' or 'delay'"),
    (text(**station(name=7)), "net.json, stations[2].name: 7, expected a text"),
    (text(**station(servers=-1)), "net.json, stations[2].servers: -1, expected a whole number from 0 to 2^62, or null"),
    (text(**station(servers=1.5)), "net.json, stations[2].servers: 1.5, expected a whole number"),
    (
        text(**station(servers=None, calendar=None)),
        "net.json, stations[2].servers: null, expected a whole number, or a calendar: this station serves",
    ),
    (text(**station(calendar=[])), "net.json, stations[2].calendar: [], expected at least one [tick, capacity]"),
    (text(**station(calendar=7)), "net.json, stations[2].calendar: 7, expected null or a list of [tick, capacity]"),
    (text(**station(calendar=[[0, 1], [9]])), "net.json, stations[2].calendar[1]: [9], expected [tick, capacity]"),
    (
        text(**station(calendar=[[0, 1], [9, -1]])),
        "net.json, stations[2].calendar[1][1]: -1, expected a whole number from 0 to 2^62",
    ),
    (text(**station(calendar=[[3, 1]])), "net.json, stations[2].calendar[0]: [3, 1], expected tick 0 at the first"),
    (
        text(**station(calendar=[[0, 1], [9, 2], [9, 3]])),
        "net.json, stations[2].calendar[2]: [9, 3], expected a tick after 9, ticks ascending",
    ),
    (text(**station(kind="delay")), "net.json, stations[2].servers: 1, expected null: at a delay nobody waits"),
    (
        text(**station(kind="delay", servers=None)),
        "net.json, stations[2].calendar: [[0, 0], [8, 3], [20, 1]], expected null: at a delay nobody waits",
    ),
    (
        text(route_station=[0, 1, 2, 0, 3]),
        "net.json, route_station[4]: 3, expected a station's number, less than 3",
    ),
    (text(route_station=[0, 1, 2, 0, 2**40]), "net.json, route_station[4]: 1099511627776, expected a station's number"),
    (text(route_service=[4, 0, 9, 1]), TOO_MANY),
    (text(route_start=[0, 3, 5]), "net.json, route_start: 3 entries, expected 4, one more than in arrival"),
    (text(route_start=[]), "net.json, route_start: 0 entries, expected 4, one more than in arrival"),
    (text(route_start=[1, 3, 3, 5]), "net.json, route_start[0]: 1, expected 0"),
    (text(route_start=[0, 3, 2, 5]), "net.json, route_start[2]: 2, expected at least 3, offsets ascending"),
    (
        text(route_start=[0, 3, 3, 4]),
        "net.json, route_start[3]: 4, expected 5, the count of visits in route_station",
    ),
    (
        text(route_station=[0, 2, 1, 0, 2]),
        "net.json, route_station[2]: 1, expected more than 2, the one before on its route: loops are not allowed here",
    ),
    (text(route_station=[0, 1, 1, 0, 2]), "net.json, route_station[2]: 1, expected more than 1, the one before"),
    (
        text(arrival=[5, 2**61, 7], route_service=[4, 0, 9, 2**61, 0]),
        "net.json: the latest arrival or step and all services make 4611686018427387917, expected less than 2^62",
    ),
    (
        text(route_service=[2**62] * 5),
        "net.json: the latest arrival or step and all services make 23058430092136939540,",
    ),
    ("[]", "net.json: [], expected an object with stations, arrival, route_start, route_station and route_service"),
    ('{"stations": []}', "net.json, arrival: missing, expected a list of ticks, one a customer"),
    (
        '{"arrival": [0.5], "arrival": 5}',
        "net.json, arrival[0]: expected a whole number from 0 to 2^62, and each key once",
    ),
    ("", "net.json: it ends too early, expected one whole JSON document"),
    (text()[:-9], "net.json: it ends too early, expected one whole JSON document"),
    (text() + "]", "net.json: trailing characters (byte "),
    (text()[:-2] + ",]}", "net.json: trailing comma in array (byte "),
    (text(arrival=[5, float("nan"), 7]), "net.json: invalid character (byte "),
    ('{"arrival": [0.5], nonsense', "net.json: "),
    ('{"x": ' + "[" * 100_000 + "]" * 100_000 + "}", "net.json: nested too deep, expected an object with stations"),
    ('{"arrival": [0.5], "x": ' + "[" * 100_000 + "]" * 100_000 + "}", "net.json: nested too deep"),
]


@pytest.mark.parametrize(("raw", "said"), FAULTS, ids=range(len(FAULTS)))
def test_a_fault_is_one_line_with_its_place(raw: str, said: str) -> None:
    with pytest.raises(BadInput) as error:
        read(raw)
    assert str(error.value).startswith(said)
    assert len(str(error.value).splitlines()) == 1
    assert len(str(error.value)) < 250


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (text().encode("utf-16"), "net.json, byte 0: 0xff, expected UTF-8"),
        (json.dumps(SOUND, ensure_ascii=False).encode("cp1251"), "net.json, byte "),
        (b'{"comment": "\xff"}', "net.json, byte 13: 0xff, expected UTF-8"),
    ],
)
def test_other_encodings_are_told_by_their_byte(raw: bytes, said: str) -> None:
    with pytest.raises(BadInput, match="expected UTF-8") as error:
        read(raw)
    assert str(error.value).startswith(said)


def test_bytes_come_out_of_gzip_whatever_the_name(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.json.gz", tmp_path / "b.json"
    plain.write_bytes(b'{"a": 1}')
    packed.write_bytes(gzip.compress(b'{"a": 1}') + gzip.compress(b" "))
    assert (bytes(unpacked(plain)), bytes(unpacked(packed))) == (b'{"a": 1}', b'{"a": 1} ')


def test_files_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "net.json.gz"
    whole = gzip.compress(text().encode())
    damaged = whole[:30] + bytes([whole[30] ^ 0xFF]) + whole[31:]
    for raw, said in (
        (whole[:40], "not a whole gzip file"),
        (whole[:-4], "not a whole gzip file"),
        (damaged, "not a whole gzip file"),
        (whole + b"and more", "not a whole gzip file"),
        (whole[:3], "not a whole gzip file"),
    ):
        path.write_bytes(raw)
        with pytest.raises(BadInput, match=said):
            unpacked(path)
    with pytest.raises(BadInput, match="no such file"):
        unpacked(tmp_path / "none.json")
    with pytest.raises(BadInput, match="Is a directory"):
        unpacked(tmp_path)


def test_a_bomb_is_put_out(tmp_path: Path) -> None:
    path = tmp_path / "bomb.json.gz"
    path.write_bytes(gzip.compress(b" " * 50_000_000))
    with pytest.raises(BadInput, match="more than 20000000 bytes unpacked, expected no more than are read here"):
        unpacked(path, 20_000_000)


def test_the_need_of_memory_grows_with_the_numbers() -> None:
    few, many = (bytes_needed(bytearray(text(arrival=list(range(n))).encode())) for n in (100, 100_000))
    assert few < many < 100 * 100_000


def test_a_station_that_closes_for_ever_on_customers() -> None:
    found = read(text(**station(calendar=[[0, 1], [20, 0]])))
    never_served(found, np.array([9, 9, 18, 8, 20]), FILE)
    with pytest.raises(BadInput) as error:
        never_served(found, np.array([9, 9, 18, 8, FAR]), FILE)
    assert str(error.value) == (
        "net.json, stations[2].calendar[1]: [20, 0], expected a last capacity of 1 or more; "
        "visits there that never begin: 1"
    )
    found = read(text(stations=[DESK | {"servers": 0}, ROAD, DOOR]))
    with pytest.raises(BadInput) as error:
        never_served(found, np.full(5, FAR), FILE)
    said = "net.json, stations[0].servers: 0, expected 1 or more; visits there that never begin: 2"
    assert str(error.value) == said


def test_departures_are_written_whole(tmp_path: Path) -> None:
    departure = np.array([3, 2**40], dtype=np.int64)
    plain, packed = tmp_path / "out.json", tmp_path / "out.json.gz"
    for path in (plain, packed):
        write_departures(departure, path)
        write_departures(departure, path)
    assert json.loads(plain.read_text()) == {"departure": [3, 2**40]}
    assert json.loads(gzip.decompress(packed.read_bytes())) == {"departure": [3, 2**40]}
    assert sorted(tmp_path.iterdir()) == [plain, packed]
    link = tmp_path / "link.json"
    link.symlink_to(plain)
    write_departures(departure[:1], link)
    assert link.is_symlink()
    assert json.loads(plain.read_text()) == {"departure": [3]}


def test_a_device_is_written_to_and_not_put_aside() -> None:
    write_departures(np.zeros(1, dtype=np.int64), Path("/dev/null"))
    assert Path("/dev/null").is_char_device()
    if Path("/dev/full").is_char_device():
        with pytest.raises(BadInput, match="/dev/full: No space left on device"):
            write_departures(np.zeros(1, dtype=np.int64), Path("/dev/full"))


def test_a_place_where_nothing_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file or directory"):
        write_departures(np.zeros(1, dtype=np.int64), tmp_path / "none" / "out.json")
    with pytest.raises(BadInput, match="Is a directory"):
        write_departures(np.zeros(1, dtype=np.int64), tmp_path)
