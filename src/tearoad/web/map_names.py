"""Names beside the points of a picture, where they hide nothing: sizes are in the picture's own units."""

from collections.abc import Sequence
from dataclasses import dataclass

FIRST_WIDE = "\u2e80"  # letters from here on are as wide as high
INSIDE = 2.0  # that a name keeps from the picture's edge

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Name:
    """A place's name beside its point; `anchor` is SVG's, `y` that of its first line."""

    text: str
    x: str
    y: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Letters:
    """How large letters are: the width of most, that of wide ones, the height of a line."""

    letter: float
    wide: float
    line: float

    def width(self, text: str) -> float:
        """Of a line of text, rather too much than too little."""
        return sum(self.wide if letter > FIRST_WIDE else self.letter for letter in text)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture of a width and height, and what of it is taken."""

    width: float
    height: float
    letters: Letters
    taken: list[Box]

    def around(self, x: float, y: float, reach: float) -> None:
        """Takes the surroundings of a point."""
        self.taken.append((x - reach, y - reach, x + reach, y + reach))

    def put(self, lines: Sequence[str], x: float, y: float, gap: float) -> Name | None:
        """The name (its first line, those below it are under it) beside, above, below or askew of its point, and its
        room is taken; None where there is none."""
        high, wide = self.letters.line, max(self.letters.width(line) for line in lines)
        up, down, middle = -gap - (len(lines) - 1) * high, gap + 10, 4 - (len(lines) - 1) * high / 2
        above = up - 1
        beside = [("start", gap, middle), ("end", -gap, middle), ("middle", 0, above), ("middle", 0, down)]
        askew = [("start", gap - 4, up), ("end", 4 - gap, up), ("start", gap - 4, down - 1), ("end", 4 - gap, down - 1)]
        for anchor, right, lower in beside + askew:
            at, base = x + right, y + lower
            left = at - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
            box = (left, base - high + 3, left + wide, base + 3 + (len(lines) - 1) * high)
            if self._inside(box) and not any(overlap(box, other) for other in self.taken):
                self.taken.append(box)
                return Name(lines[0], f"{at:.1f}", f"{base:.1f}", anchor)
        return None

    def _inside(self, box: Box) -> bool:
        return box[0] >= INSIDE and box[1] >= 0 and box[2] <= self.width - INSIDE and box[3] <= self.height


def overlap(one: Box, two: Box) -> bool:
    """Whether two boxes share a part."""
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
