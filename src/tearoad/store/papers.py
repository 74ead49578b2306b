"""Documents of declarations and links to senders: rows are added; a link is told once by what it was answered."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import Cursor

from tearoad.operations.paper_ports import Link, Paper
from tearoad.store.unit_cursor import UnitCursor

_OF = """
SELECT replace(declaration_id::text, '-', ''), number, name, media_type, size_bytes, digest, added_by,
       extract(epoch FROM added_at)::bigint
FROM item_document WHERE cell_id = %s AND declaration_id = %s::uuid ORDER BY number
"""
_CONTENT = "SELECT content FROM item_document WHERE cell_id = %s AND declaration_id = %s::uuid AND number = %s"
# %b: as it is; in hexadecimal digits it would be twice as large.
_ADD = """
INSERT INTO item_document
    (cell_id, declaration_id, number, name, media_type, size_bytes, digest, added_by, added_at, content)
VALUES (%s, %s, %s, %s, %s, %s, %b, %s, to_timestamp(%s), %b)
"""
_LINK = """
SELECT replace(declaration_id::text, '-', ''), number, mark, asked, made_by, extract(epoch FROM made_at)::bigint,
       extract(epoch FROM ends_at)::bigint, coalesce(answered, 0)
FROM item_link WHERE cell_id = %s AND mark = %s
"""
_NEWEST = "SELECT coalesce(max(number), 0) FROM item_link WHERE cell_id = %s AND declaration_id = %s::uuid"
_MAKE = """
INSERT INTO item_link (cell_id, declaration_id, number, mark, asked, made_by, made_at, ends_at)
VALUES (%s, %s, %s, %s, %s, %s, to_timestamp(%s), to_timestamp(%s))
"""
_ANSWERED = "UPDATE item_link SET answered = %s WHERE cell_id = %s AND declaration_id = %s::uuid AND number = %s"
_ENTERED = """
SELECT replace(declaration_id::text, '-', ''), added_by FROM item_document
WHERE cell_id = %(cell)s AND declaration_id = ANY (%(of)s::uuid[])
UNION
SELECT replace(declaration_id::text, '-', ''), made_by FROM item_link
WHERE cell_id = %(cell)s AND declaration_id = ANY (%(of)s::uuid[]) AND answered IS NOT NULL
"""


class PostgresPapers:
    """Implements the port `Papers` within one transaction."""

    def __init__(self, cursor: UnitCursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell

    def of(self, declaration_id: str) -> list[Paper]:
        return papers_of(self.cursor, self.cell, declaration_id)

    def content(self, declaration_id: str, number: int) -> bytes:
        row = self.cursor.execute(_CONTENT, [self.cell, declaration_id, number], binary=True).fetchone()
        assert row, "it is there"
        return bytes(row[0])

    def add(self, paper: Paper, content: bytes) -> None:
        self.cursor.execute(_ADD, [self.cell, *paper, content])

    def link_of(self, mark: bytes) -> Link | None:
        row = self.cursor.execute(_LINK, [self.cell, mark]).fetchone()
        return Link(*row)._replace(mark=bytes(row[2])) if row else None

    def newest(self, declaration_id: str) -> int:
        row: Any = self.cursor.execute(_NEWEST, [self.cell, declaration_id]).fetchone()
        return int(row[0])

    def make(self, link: Link) -> None:
        self.cursor.execute(_MAKE, [self.cell, *link[:-1]])

    def answered(self, link: Link, number: int) -> None:
        self.cursor.execute(_ANSWERED, [number, self.cell, link.declaration_id, link.number])

    def entered(self, declaration_ids: Sequence[str]) -> Mapping[str, frozenset[str]]:
        return entered_of(self.cursor, self.cell, declaration_ids)


def papers_of(cursor: Cursor, cell: int, declaration_id: str) -> list[Paper]:
    """All of one, by their numbers."""
    found = [Paper(*row) for row in cursor.execute(_OF, [cell, declaration_id]).fetchall()]
    return [one._replace(digest=bytes(one.digest)) for one in found]


def entered_of(cursor: Cursor, cell: int, declaration_ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """Who handed something in of each, or made the link by which it was."""
    found: dict[str, frozenset[str]] = {}
    for name, who in cursor.execute(_ENTERED, {"cell": cell, "of": list(declaration_ids)}).fetchall():
        found[name] = found.get(name, frozenset()) | {who}
    return found
