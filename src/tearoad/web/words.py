"""The catalogue of words in Russian, Chinese and English, read once from texts/*.toml; a section stands in one file."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("ru", "zh", "en")
DJANGO_CODES: Final = {"ru": "ru", "zh": "zh-hans", "en": "en"}
OWN_NAMES: Final = {"ru": "Русский", "zh": "中文", "en": "English"}

Catalogue = Mapping[str, Mapping[str, Mapping[str, str]]]


def read(folder: Path) -> Catalogue:
    """All sections of the folder's files; a section that stands in two of them is a bug of ours."""
    found: dict[str, Mapping[str, Mapping[str, str]]] = {}
    for path in sorted(folder.glob("*.toml")):
        sections = tomllib.loads(path.read_text(encoding="utf-8"))
        twice = found.keys() & sections.keys()
        assert not twice, f"{path.name}: {', '.join(sorted(twice))} stands in another file too"
        found |= sections
    return found


CATALOGUE: Final = read(Path(__file__).with_name("texts"))


def word(key: str, language: str) -> str:
    """The word of `key` ('section.name'); KeyError where the catalogue lacks it, for that is a bug of ours."""
    section, _, name = key.partition(".")
    return CATALOGUE[section][name][language]


def word_of(section: str, name: str, language: str) -> str:
    """The word of a name that comes from data; a name the catalogue does not have is shown as it is."""
    entry = CATALOGUE[section].get(name)
    return entry[language] if entry else name


def language_of(code: str) -> str:
    """Our language of a Django or browser code: 'zh-hans' and 'zh-CN' are zh; what we do not speak is en."""
    short = code.split("-")[0].lower()
    return short if short in LANGUAGES else "en"
