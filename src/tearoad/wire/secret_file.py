"""Secrets in files that nobody else may read: they never stand in an environment or on a command line."""

import stat
from pathlib import Path

from tearoad.terms.refusal import BadInput


def secret_of(path: str, named_by: str) -> str:
    """The file's text without blanks at its ends; BadInput where `named_by` names none, or others can read it."""
    if not path:
        raise BadInput(f"{named_by} is to name a file of mode 0600")
    file = Path(path)
    try:
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise BadInput(f"{file} can be read by others, expected mode 0600")
        return file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file}: {getattr(error, 'strerror', None) or 'expected ASCII'}") from None
