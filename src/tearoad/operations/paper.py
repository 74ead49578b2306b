"""What a document of a declaration is: PDF, JPEG or PNG by its first bytes, of a bounded size, with a harmless name."""

import re
import unicodedata
from typing import NamedTuple

from tearoad.terms.refusal import Refusal

# Bounds are assumed.
LARGEST_BYTES = 5 * 2**20  # of one document
MOST_DOCUMENTS = 10  # of one declaration
LONGEST_NAME = 120
# By how it begins, and what its name ends with: the first ending is given where it has none of them.
KINDS = {
    "application/pdf": (b"%PDF-", (".pdf",)),
    "image/jpeg": (b"\xff\xd8\xff", (".jpg", ".jpeg")),
    "image/png": (b"\x89PNG\r\n\x1a\n", (".png",)),
}
NAMELESS = "document"
PATHS = re.compile(r"[/\\]")


class File(NamedTuple):
    """As it was handed over; nothing of it was looked at."""

    name: str
    content: bytes


def media_type_of(content: bytes) -> str | None:
    """None where it is none of KINDS."""
    return next((kind for kind, (begins, _) in KINDS.items() if content.startswith(begins)), None)


def refusal_of(files: list[File]) -> Refusal | None:
    """Why these cannot be documents, the first reason; None where they can."""
    if len(files) > MOST_DOCUMENTS:
        return Refusal.TOO_MANY_DOCUMENTS
    if any(len(one.content) > LARGEST_BYTES for one in files):
        return Refusal.DOCUMENT_TOO_LARGE
    return Refusal.BAD_DOCUMENT if any(media_type_of(one.content) is None for one in files) else None


def clean_name(name: str, media_type: str) -> str:
    """Without folders, control characters and marks that turn the direction of writing; it ends as its kind does, so
    that nobody opens it as another."""
    last = PATHS.split(name)[-1]
    plain = "".join(sign for sign in last if not unicodedata.category(sign).startswith("C"))
    stem, endings = plain.strip(" ."), KINDS[media_type][1]
    ending = next((one for one in endings if stem.lower().endswith(one)), "")
    kept = stem[: len(stem) - len(ending)] if ending else stem
    return (kept[: LONGEST_NAME - len(endings[-1])] or NAMELESS) + (ending or endings[0])
