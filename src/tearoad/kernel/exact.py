"""A product divided, exactly, although the product itself may not fit into 64 bits."""

from tearoad.kernel.compiled import njit

TOO_LARGE = 2**50  # of minor units: ten million million euros
UNKNOWN = -1


@njit
def floored(a: int, num: int, den: int) -> int:
    """a * num // den; all >= 0, 0 < den < 2**62; UNKNOWN where that is TOO_LARGE.

    The estimate in floating point is off by one at most; what remains is exact although the products wrap around.
    """
    guess = float(a) * float(num) / float(den)
    if guess >= TOO_LARGE:
        return UNKNOWN
    q = int(guess)
    rest = a * num - q * den
    while rest < 0:
        q, rest = q - 1, rest + den
    while rest >= den:
        q, rest = q + 1, rest - den
    return q


@njit
def rounded(a: int, num: int, den: int) -> int:
    """a * num / den, rounded half up; bounds as for `floored`."""
    q = floored(a, num, den)
    rest = a * num - q * den
    return q + 1 if q >= 0 and 2 * rest >= den else q
