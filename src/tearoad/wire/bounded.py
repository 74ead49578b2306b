"""Files that are read whole, within a bound."""

from pathlib import Path

from tearoad.terms.refusal import BadInput


def read_bounded(path: Path, most_bytes: int) -> bytes:
    """`BadInput` where it cannot be read, or is longer."""
    try:
        with path.open("rb") as file:
            found = file.read(most_bytes + 1)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None
    if len(found) > most_bytes:
        raise BadInput(f"{path}: more than {most_bytes} bytes, expected fewer")
    return found
