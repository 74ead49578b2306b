"""What a risk model learns from of what was lodged: contents without whom they name, and what officers found."""

from collections.abc import Iterator
from typing import NamedTuple

from psycopg import Connection

from tearoad.customs.clearance import Fact

_LODGED = """
SELECT replace(declaration_id::text, '-', ''), extract(epoch FROM lodged_at)::bigint, plain::text
FROM item_declaration
WHERE cell_id = %s AND lodged_at >= to_timestamp(%s) AND lodged_at < to_timestamp(%s) AND channel <> ''
ORDER BY lodged_at, declaration_id
"""
_EXAMINED = f"""
SELECT replace(e.declaration_id::text, '-', ''), extract(epoch FROM e.at)::bigint, e.why
FROM item_declaration_event e JOIN item_declaration d USING (cell_id, declaration_id)
WHERE cell_id = %s AND d.lodged_at >= to_timestamp(%s) AND d.lodged_at < to_timestamp(%s)
AND e.fact = {Fact.EXAMINED:d}
ORDER BY e.at, e.declaration_id, e.number
"""  # noqa: S608 - this module's own text


class Content(NamedTuple):
    """Of a declaration that was not rejected."""

    declaration_id: str
    lodged_at: int
    plain: str


class Examined(NamedTuple):
    """An examination, with the codes that were reported of it."""

    declaration_id: str
    at: int
    codes: tuple[str, ...]


def contents(connection: Connection, cell: int, since: int, until: int, count: int) -> Iterator[list[Content]]:
    """At most `count` at once, in the order of lodging."""
    with connection.transaction(), connection.cursor(name="contents") as cursor:
        cursor.execute(_LODGED, [cell, since, until])
        while rows := cursor.fetchmany(count):
            yield [Content(*row) for row in rows]


def examinations(connection: Connection, cell: int, since: int, until: int) -> list[Examined]:
    """In their order."""
    rows = connection.execute(_EXAMINED, [cell, since, until]).fetchall()
    return [Examined(name, at, tuple(why.split())) for name, at, why in rows]
