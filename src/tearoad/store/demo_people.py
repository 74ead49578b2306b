"""People who may be anybody: made where all is but a demo, without passwords."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg import Connection, Cursor

from tearoad.store.database import CELL


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One of each role."""

    id: UUID
    name: str
    role: str
    staff: bool
    merchant: str | None = None
    office: str | None = None


_MARK = "UPDATE road SET demo = true WHERE cell_id = %s"
# A password that begins with '!' is one that nobody can have; who had the handle before keeps it and is no demo.
_PEOPLE = """
INSERT INTO person (id, name, password, is_superuser, is_staff, is_active, demo, merchant, office, joined_at)
SELECT id, name, '!' || replace(id::text, '-', ''), false, staff, true, true, merchant, office, to_timestamp(%(at)s)
FROM unnest(%(ids)s::uuid[], %(names)s::text[], %(staff)s::boolean[], %(merchants)s::text[], %(offices)s::text[])
     AS t (id, name, staff, merchant, office)
ON CONFLICT DO NOTHING
"""
_ROLES = """
INSERT INTO person_groups (user_id, group_id)
SELECT p.id, g.id FROM unnest(%(ids)s::uuid[], %(roles)s::text[]) AS t (id, role)
JOIN person p ON p.id = t.id AND p.demo JOIN auth_group g ON g.name = t.role
ON CONFLICT DO NOTHING
"""
_DESK = """
UPDATE person SET merchant = t.merchant FROM unnest(%(ids)s::uuid[], %(merchants)s::text[]) AS t (id, merchant)
WHERE person.id = t.id AND person.demo AND person.merchant IS NULL
"""
_UNTOUCHED = """
SELECT clock_at = to_timestamp(0) AND NOT EXISTS (SELECT FROM person) AND NOT EXISTS (SELECT FROM orders)
FROM road WHERE cell_id = %s
"""
_IS_DEMO = "SELECT demo FROM road WHERE cell_id = %s"
_SELLER = "SELECT merchant FROM product WHERE cell_id = %s GROUP BY merchant ORDER BY count(*) DESC, merchant LIMIT 1"


def mark_demo(connection: Connection, people: Sequence[DemoPerson], at: int) -> None:
    """In one transaction. A second call changes nothing, but for a merchant who had no goods to sell the first time.
    `at` in seconds since 1970."""
    values = {
        "ids": [one.id for one in people],
        "names": [one.name for one in people],
        "roles": [one.role for one in people],
        "staff": [one.staff for one in people],
        "merchants": [one.merchant for one in people],
        "offices": [one.office for one in people],
        "at": at,
    }
    with connection.transaction():
        connection.execute(_MARK, [CELL])
        connection.execute(_PEOPLE, values)
        connection.execute(_DESK, values)
        connection.execute(_ROLES, values)


def is_demo(cursor: Cursor) -> bool:
    """Whether the road is marked as a demo; a road that is not laid yet is not."""
    row = cursor.execute(_IS_DEMO, [CELL]).fetchone()
    return bool(row and row[0])


def is_untouched(cursor: Cursor) -> bool:
    """Whether nobody has an account on the road yet, nothing was ordered, and its clock never moved."""
    row = cursor.execute(_UNTOUCHED, [CELL]).fetchone()
    return bool(row and row[0])


def largest_merchant(connection: Connection) -> str | None:
    """Whose goods are most, or None where nothing is sold yet."""
    row = connection.execute(_SELLER, [CELL]).fetchone()
    return str(row[0]) if row else None
