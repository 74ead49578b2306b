"""Where the data that ships with Tearoad lies."""

from pathlib import Path

from tearoad.terms.refusal import BadInput


def corridor_folder(name: str) -> Path:
    """A corridor that ships: in the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_corridors" / name, package.parents[1] / "corridors" / name):
        if folder.is_dir():
            return folder
    raise BadInput(f"no corridor {name!r} ships with this Tearoad")
