"""What `post.latin` asks beside its libraries, read from `post/letters.toml`."""

import tomllib
from functools import cache
from pathlib import Path

import tearoad.post
from tearoad.post.latin import Letters


@cache
def own_letters() -> Letters:
    """Those that ship."""
    folder = Path(tearoad.post.__file__).parent
    said = tomllib.loads((folder / "letters.toml").read_text("utf-8"))
    areas = said["areas"]["latin"]
    also = {latin.casefold(): name for name, latin in areas.items()} | said["also"]["area"]
    return Letters(said["surnames"]["pinyin"], said["cyrillic"]["latin"], areas, said["cities"]["latin"], also)
