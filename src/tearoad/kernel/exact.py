"""A product divided, exactly, although the product itself may not fit into 64 bits."""

from tearoad.kernel.compiled import njit


@njit
def floored(a: int, num: int, den: int) -> int:
    """a * num // den; all >= 0, den > 0, and the quotient below 2**52.

    The estimate in floating point is off by one at most; what remains is exact although the products wrap around.
    """
    q = int(float(a) * float(num) / float(den))
    rest = a * num - q * den
    while rest < 0:
        q, rest = q - 1, rest + den
    while rest >= den:
        q, rest = q + 1, rest - den
    return q


@njit
def rounded(a: int, num: int, den: int) -> int:
    """a * num / den, rounded half up; bounds as for `floored`, and den below 2**62."""
    q = floored(a, num, den)
    rest = a * num - q * den
    return q + 1 if 2 * rest >= den else q
