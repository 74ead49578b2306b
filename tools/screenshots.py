"""Writes pictures of the pages to docs/pictures, or to the folder given: in three languages, on a phone and on a desk,
in both themes. They are what the page tests see; so chromium is needed, and a failing test keeps its pictures too.
"""

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SEEN_BY = tuple(f"tests/web/test_{name}.py" for name in ("look", "purchase", "desk", "items_desk", "people", "mail"))


def main() -> int:
    """The exit status of the tests."""
    parser = argparse.ArgumentParser(description="Pictures of the pages, as the page tests see them.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "pictures")
    folder = parser.parse_args().folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    words = ["env", f"TEAROAD_PICTURES={folder}", sys.executable, "-m", "pytest", "-q", "-m", "browser", *SEEN_BY]
    code = subprocess.run(words, cwd=ROOT, check=False).returncode
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")
    return code


if __name__ == "__main__":
    raise SystemExit(main())
