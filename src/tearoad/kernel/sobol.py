"""Points that fill the unit cube evenly, always the same: Sobol's sequence (1967), not scrambled.

Direction numbers are those of Joe and Kuo (2008), new-joe-kuo-6.21201, for the first five dimensions.
"""

import numpy as np

BITS = 30
# Of each dimension from the second on: degree, coefficients and the first odd numbers.
_START = ((1, 0, (1,)), (2, 1, (1, 3)), (3, 1, (1, 3, 1)), (3, 2, (1, 1, 1)))
DIMENSIONS = len(_START) + 1


def sobol(count: int) -> np.ndarray:
    """The first points, float64[count, DIMENSIONS], each moved by half of 1 / count: of a power of two, every
    coordinate then stands once in the middle of each of so many equal parts. ValueError for other counts."""
    if count < 1 or count & (count - 1):
        raise ValueError(f"{count} points, expected a power of two")
    directions = np.array([_first(), *(_directions(*start) for start in _START)])
    points = np.zeros((count, DIMENSIONS), dtype=np.int64)
    for number in range(1, count):
        changes = (~(number - 1) & number).bit_length() - 1  # Gray code: the lowest bit that is 0 before
        points[number] = points[number - 1] ^ directions[:, changes]
    return points / 2.0**BITS + 0.5 / count


def _first() -> list[int]:
    return [1 << (BITS - 1 - bit) for bit in range(BITS)]


def _directions(degree: int, coefficients: int, start: tuple[int, ...]) -> list[int]:
    found = [number << (BITS - 1 - bit) for bit, number in enumerate(start)]
    for bit in range(degree, BITS):
        new = found[bit - degree] ^ (found[bit - degree] >> degree)
        for step in range(1, degree):
            if coefficients >> (degree - 1 - step) & 1:
                new ^= found[bit - step]
        found.append(new)
    return found
