"""What the environment says, read once at a door and handed on as a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """`home` is the state folder; `database_url` is the user's own server, or None for the embedded one."""

    home: Path
    database_url: str | None


def settings(environment: Mapping[str, str], database_url: str | None = None) -> Settings:
    """TEAROAD_HOME or the XDG state folder; `database_url` (an option) goes before TEAROAD_DATABASE_URL."""
    state = environment.get("XDG_STATE_HOME") or Path(environment.get("HOME") or "~").expanduser() / ".local" / "state"
    home = Path(environment.get("TEAROAD_HOME") or Path(state) / "tearoad").expanduser().absolute()
    return Settings(home, database_url or environment.get("TEAROAD_DATABASE_URL") or None)
