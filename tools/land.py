"""Writes `static/land.svg`: the land of the vendored atlas (Natural Earth, public domain) on the map of `web.eurasia`.

Pages draw it by reference, in the colours of their theme, so a browser fetches it once.
"""

import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tearoad.web.eurasia import HEIGHT, WIDTH, Point, on_map

STATIC = Path(__file__).resolve().parents[1] / "src" / "tearoad" / "web" / "static"
ATLAS, LAND = STATIC / "vendor" / "land-50m.json", STATIC / "land.svg"
WEST, EAST, SOUTH = -25.0, 195.0, -12.0  # degrees; what lies wholly beyond is not on the map
BEYOND = 240.0  # units around the frame that are drawn: a parcel's own map shows what lies beside its way
FINEST = 0.5  # units: a bend of the shore that is smaller is left out
SMALLEST = 2.0  # square units of an island that is still drawn
Ring = list[Point]


def main() -> None:
    """Writes the file anew."""
    LAND.write_text(drawn(json.loads(ATLAS.read_text("utf-8"))), "utf-8")
    print(f"{LAND}: {LAND.stat().st_size} bytes")


def drawn(atlas: dict[str, Any]) -> str:
    """The file's text from a TopoJSON with an object `land`."""
    shapes = []
    for ring in _rings(atlas):
        flat = _simple(_within([on_map(*point) for point in ring]))
        if len(flat) > 2 and _area(flat) >= SMALLEST:
            shapes.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in flat) + "Z")
    frame = f'viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {frame}><path id="land" d="{"".join(shapes)}"/></svg>\n'


def _rings(atlas: dict[str, Any]) -> Iterator[Ring]:
    """In degrees, each closed; those of the western end of the Far East go on beyond 180."""
    scale, shift = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs: list[Ring] = []
    for steps in atlas["arcs"]:
        x = y = 0
        arc = []
        for right, up in steps:
            x, y = x + right, y + up
            arc.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        arcs.append(arc)
    for geometry in atlas["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for indices in polygon:
                ring = [point for at in indices for point in (arcs[at] if at >= 0 else arcs[~at][::-1])]
                if max(longitude for longitude, _ in ring) < WEST:
                    ring = [(longitude + 360, latitude) for longitude, latitude in ring]
                if any(WEST < longitude < EAST and latitude > SOUTH for longitude, latitude in ring):
                    yield ring


def _within(ring: Ring) -> Ring:
    """The part inside the frame and a little beyond, edge after edge (Sutherland and Hodgman)."""
    edges: list[tuple[int, float, Callable[[float, float], bool]]] = [
        (0, -BEYOND, float.__ge__), (0, WIDTH + BEYOND, float.__le__),
        (1, -BEYOND, float.__ge__), (1, HEIGHT + BEYOND, float.__le__),
    ]  # fmt: skip
    for axis, edge, inside in edges:
        kept: Ring = []
        for before, point in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
            if inside(before[axis], edge) != inside(point[axis], edge):
                share = (edge - before[axis]) / (point[axis] - before[axis])
                kept.append((before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])))
            if inside(point[axis], edge):
                kept.append(point)
        ring = kept
    return ring


def _simple(ring: Ring) -> Ring:
    """Without bends smaller than FINEST (Ramer, Douglas and Peucker); its first and last points stay."""
    keep = {0, len(ring) - 1}
    spans = [(0, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        away = [(_distance(ring[at], ring[first], ring[last]), at) for at in range(first + 1, last)]
        if away and max(away)[0] > FINEST:
            at = max(away)[1]
            keep.add(at)
            spans += [(first, at), (at, last)]
    return [ring[at] for at in sorted(keep) if ring]


def _distance(point: Point, start: Point, end: Point) -> float:
    wide, high = end[0] - start[0], end[1] - start[1]
    length = wide * wide + high * high
    share = ((point[0] - start[0]) * wide + (point[1] - start[1]) * high) / length if length else 0.0
    share = min(max(share, 0.0), 1.0)
    return math.hypot(point[0] - start[0] - share * wide, point[1] - start[1] - share * high)


def _area(ring: Ring) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(one[0] * two[1] - two[0] * one[1] for one, two in pairs)) / 2


if __name__ == "__main__":
    main()
