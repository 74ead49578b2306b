"""UPU S10 item identifiers: two letters, eight digits, a check digit, the issuer's two letters.

There is one judge of them, `verdicts`: a byte for each number, of these bits. Tables say what the letters mean, as bits
of the same byte: `services` uint8[26, 26] by the service indicator, `issuers` by the two letters at the end.
"""

import numpy as np

from tearoad.kernel.compiled import njit

LENGTH, SERIALS = 13, 10**8
FORM, DIGIT, SERVICE, ISSUER = 1, 2, 4, 8  # what is wrong: the layout, the check digit, the letters of either end
FAULTS = FORM | DIGIT | SERVICE | ISSUER
USE_SHIFT, USES = 4, 7  # three bits say who may use the service; `post.services` has their names
AT_HOME = 3  # of these: within a country, or as posts have agreed
UNSURE = 128  # what is said of the service was not verified
ANY = np.zeros((26, 26), dtype=np.uint8)  # a table to which all letters are good
WEIGHTS = np.array([8, 6, 4, 2, 3, 5, 9, 7], dtype=np.int64)
DIGITS = np.array([5, 0, 9, 8, 7, 6, 5, 4, 3, 2, 1], dtype=np.int64)  # by the rest of the weighted sum by 11
_A, _ZERO, _NEWLINE, _RETURN = 65, 48, 10, 13
_TENS = 10 ** np.arange(7, -1, -1, dtype=np.int64)


@njit
def verdicts(rows: np.ndarray, services: np.ndarray, issuers: np.ndarray) -> np.ndarray:
    """uint8[n] of numbers as bytes, uint8[n, 13] without gaps."""
    flat = rows.reshape(-1)
    found = np.empty(len(rows), dtype=np.uint8)
    for row in range(len(rows)):
        found[row] = _verdict(flat, row * LENGTH, services, issuers)
    return found


@njit
def verdicts_of_lines(
    raw: np.ndarray, starts: np.ndarray, ends: np.ndarray, services: np.ndarray, issuers: np.ndarray
) -> np.ndarray:
    """The same of lines of a file as `lines` finds them; FORM where a line has another length."""
    found = np.empty(len(starts), dtype=np.uint8)
    for row in range(len(starts)):
        fits = ends[row] - starts[row] == LENGTH
        found[row] = _verdict(raw, starts[row], services, issuers) if fits else np.uint8(FORM)
    return found


@njit
def _verdict(raw: np.ndarray, at: int, services: np.ndarray, issuers: np.ndarray) -> np.uint8:
    first, second = int(raw[at]) - _A, int(raw[at + 1]) - _A
    third, fourth = int(raw[at + 11]) - _A, int(raw[at + 12]) - _A
    formed = (0 <= first < 26) & (0 <= second < 26) & (0 <= third < 26) & (0 <= fourth < 26)
    total = 0
    for place in range(8):
        digit = int(raw[at + 2 + place]) - _ZERO
        formed &= 0 <= digit <= 9
        total += digit * WEIGHTS[place]
    check = int(raw[at + 10]) - _ZERO
    if not (formed & (0 <= check <= 9)):
        return np.uint8(FORM)
    wrong = DIGIT if DIGITS[total % 11] != check else 0
    return np.uint8(services[first, second] | issuers[third, fourth] | wrong)


@njit
def lines(raw: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each line of a file, uint8[], begins and ends, int64[n]: before LF or CR LF. A last empty one is none."""
    count = 0
    for byte in raw:
        count += byte == _NEWLINE
    count += len(raw) > 0 and raw[-1] != _NEWLINE
    starts, ends = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    start, row = 0, 0
    for at in range(len(raw)):
        if raw[at] == _NEWLINE:
            starts[row] = start
            ends[row] = at - 1 if at > start and raw[at - 1] == _RETURN else at
            start, row = at + 1, row + 1
    if row < count:
        starts[row], ends[row] = start, len(raw)
    return starts, ends


@njit
def _check_digits(serials: np.ndarray) -> np.ndarray:
    found = np.empty(len(serials), dtype=np.int64)
    for row in range(len(serials)):
        total = 0
        for place in range(8):
            total += serials[row] // _TENS[place] % 10 * WEIGHTS[place]
        found[row] = DIGITS[total % 11]
    return found


def check_digits(serials: np.ndarray) -> np.ndarray:
    """int64[n] for serials int64[n] of at most eight digits: 11 - (weighted sum mod 11); 10 becomes 0, 11 becomes 5."""
    return _check_digits(np.asarray(serials, dtype=np.int64))


@njit
def _issued(serials: np.ndarray, checks: np.ndarray, letters: np.ndarray) -> np.ndarray:
    rows = np.empty((len(serials), LENGTH), dtype=np.uint8)
    for row in range(len(serials)):
        rows[row, 0], rows[row, 1], rows[row, 11], rows[row, 12] = letters[0], letters[1], letters[2], letters[3]
        for place in range(8):
            rows[row, 2 + place] = _ZERO + serials[row] // _TENS[place] % 10
        rows[row, 10] = _ZERO + checks[row]
    return rows


def issued(service: str, serials: np.ndarray, issuer: str) -> np.ndarray:
    """Whole identifiers as bytes, uint8[n, 13], for serials int64[n] below SERIALS."""
    whole = np.asarray(serials, dtype=np.int64)
    return _issued(whole, _check_digits(whole), np.frombuffer((service + issuer).encode("ascii"), dtype=np.uint8))


def numbers(service: str, serials: np.ndarray, issuer: str) -> list[str]:
    """The same as texts, thirteen characters each."""
    found: list[str] = issued(service, serials, issuer).view(f"S{LENGTH}")[:, 0].astype(str).tolist()
    return found


def valid(number: str) -> bool:
    """Form and check digit alone: whether there is such a service and such an issuer is another question."""
    raw = np.frombuffer(number.encode(errors="replace"), dtype=np.uint8)
    return len(raw) == LENGTH and not verdicts(raw.reshape(1, LENGTH), ANY, ANY)[0]
