"""People as operators see them, and every change of what somebody may do."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Cursor

from tearoad.store.database import CELL


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One account; `joined_at` in seconds since 1970."""

    person_id: UUID
    name: str
    active: bool
    demo: bool
    merchant: str | None
    office: str | None
    joined_at: int
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What somebody might do until `at`, and since; `by` is the handle of who changed it."""

    by: str
    at: int
    before: str
    after: str


_PEOPLE = """
SELECT p.id, p.name, p.is_active, p.demo, p.merchant, p.office, extract(epoch FROM p.joined_at)::bigint,
       array(SELECT g.name FROM person_groups m JOIN auth_group g ON g.id = m.group_id WHERE m.user_id = p.id
             ORDER BY g.name)
FROM person p WHERE
"""
_CHANGE = """
UPDATE person SET is_active = %(active)s, is_staff = %(staff)s, merchant = %(merchant)s, office = %(office)s
WHERE id = %(person)s
"""
_LOSE = """
DELETE FROM person_groups m USING auth_group g WHERE m.group_id = g.id AND m.user_id = %(person)s
AND g.name <> ALL (%(roles)s::text[])
"""
_GAIN = """
INSERT INTO person_groups (user_id, group_id) SELECT %(person)s, g.id FROM auth_group g WHERE g.name = ANY (%(roles)s)
ON CONFLICT DO NOTHING
"""
_LOG = """
INSERT INTO person_change (change_id, person_id, by_id, at, before, after)
VALUES (gen_random_uuid(), %s, %s, to_timestamp(%s), %s, %s)
"""
_CHANGES = """
SELECT b.name, extract(epoch FROM c.at)::bigint, c.before, c.after
FROM person_change c JOIN person b ON b.id = c.by_id WHERE c.person_id = %s ORDER BY c.at DESC, c.change_id LIMIT %s
"""
_SELLS = "SELECT EXISTS (SELECT FROM product WHERE cell_id = %s AND merchant = %s)"


def listed(cursor: Cursor, beginning: str, after: str, count: int) -> list[PersonRow]:
    """By handle, those that begin so, beyond `after`."""
    sql = _PEOPLE + "starts_with(p.name, %s) AND p.name > %s ORDER BY p.name LIMIT %s"
    return [_row(row) for row in cursor.execute(sql, [beginning, after, count]).fetchall()]


def find(cursor: Cursor, person: UUID, *, lock: bool = False) -> PersonRow | None:
    """None where there is none; with `lock` nobody else changes it before this transaction ends."""
    row = cursor.execute(_PEOPLE + "p.id = %s" + (" FOR UPDATE OF p" if lock else ""), [person]).fetchone()
    return _row(row) if row else None


def change(cursor: Cursor, person: UUID, row: PersonRow, *, staff: bool) -> None:
    """Active or not, merchant, office and roles as in `row`."""
    values = {"person": person, "roles": list(row.roles), "active": row.active, "staff": staff}
    cursor.execute(_CHANGE, {**values, "merchant": row.merchant, "office": row.office})
    cursor.execute(_LOSE, values)
    cursor.execute(_GAIN, values)


def log(cursor: Cursor, person: UUID, by: UUID, at: int, before: str, after: str) -> None:
    """One change; rows are never changed themselves."""
    cursor.execute(_LOG, [person, by, at, before, after])


def changes(cursor: Cursor, person: UUID, count: int) -> list[ChangeRow]:
    """The newest first."""
    return [ChangeRow(*row) for row in cursor.execute(_CHANGES, [person, count]).fetchall()]


def sells(cursor: Cursor, merchant: str) -> bool:
    """Whether a merchant of this name has goods on the road."""
    return cursor.execute(_SELLS, [CELL, merchant]).fetchone() == (True,)


def _row(row: Any) -> PersonRow:
    person_id, name, active, demo, merchant, office, joined_at, roles = row
    return PersonRow(person_id, name, active, demo, merchant, office, joined_at, tuple(roles))
