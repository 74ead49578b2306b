"""The library that makes a server's disk fail and its clock lie: compiled when needed, where there is a compiler."""

import shutil
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parent / "shim.c"
COMPILERS = ("cc", "gcc", "clang")


def no_shim() -> str | None:
    """Why there can be none here."""
    if not sys.platform.startswith("linux"):
        return "LD_PRELOAD is Linux's"
    return None if _compiler() else "no C compiler here"


def shim(folder: Path) -> str:
    """The compiled library's path, in a folder that the server's user can read."""
    library = folder / "shim.so"
    if not library.exists():
        words = [str(_compiler()), "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"]
        subprocess.run(words, check=True, capture_output=True)
        library.chmod(0o755)
    return str(library)


def _compiler() -> str | None:
    return next((found for name in COMPILERS if (found := shutil.which(name))), None)
