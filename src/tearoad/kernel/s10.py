"""UPU S10 item identifiers: two letters, eight digits, a check digit, the issuer's two letters."""

import re

import numpy as np

WEIGHTS = np.array([8, 6, 4, 2, 3, 5, 9, 7], dtype=np.int64)
_TENS = 10 ** np.arange(7, -1, -1, dtype=np.int64)
_FORM = re.compile(r"([A-Z]{2})([0-9]{8})([0-9])([A-Z]{2})")


def check_digits(serials: np.ndarray) -> np.ndarray:
    """int64[n] for serials int64[n] of at most eight digits: 11 - (weighted sum mod 11); 10 becomes 0, 11 becomes 5."""
    digits = serials[:, None] // _TENS[None, :] % 10
    rest = 11 - digits @ WEIGHTS % 11
    return np.where(rest == 10, 0, np.where(rest == 11, 5, rest))


def numbers(service: str, serials: np.ndarray, issuer: str) -> list[str]:
    """Whole identifiers, thirteen characters each, for serials int64[n] below 10**8."""
    checks = check_digits(serials)
    return [
        f"{service}{serial:08d}{check}{issuer}" for serial, check in zip(serials.tolist(), checks.tolist(), strict=True)
    ]


def valid(number: str) -> bool:
    """Form and check digit; whether a service indicator is assigned is another question."""
    found = _FORM.fullmatch(number)
    return found is not None and int(check_digits(np.array([int(found[2])]))[0]) == int(found[3])
