"""Keys of machines: one question per request, one write a minute at most."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg import Cursor

from tearoad.store.database import CELL


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key that is not revoked, of a person who is active; moments are seconds since 1970."""

    secret_sha256: bytes
    scopes: str
    last_used_at: int | None
    person_id: UUID
    name: str
    merchant: str | None
    office: str | None
    roles: list[str]


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A key as its owner sees it; moments are seconds since 1970."""

    prefix: str
    title: str
    scopes: list[str]
    made_at: int
    last_used_at: int | None


_FIND = """
SELECT k.secret_sha256, k.scopes, extract(epoch FROM k.last_used_at)::bigint, p.id, p.name, p.merchant, p.office,
       array(SELECT g.name FROM person_groups m JOIN auth_group g ON g.id = m.group_id WHERE m.user_id = p.id
             ORDER BY g.name)
FROM api_key k JOIN person p ON p.id = k.person_id
WHERE k.cell_id = %s AND k.prefix = %s AND k.revoked_at IS NULL AND p.is_active
"""
_TOUCH = """
UPDATE api_key SET last_used_at = to_timestamp(%(at)s) WHERE cell_id = %(cell)s AND prefix = %(prefix)s
AND (last_used_at IS NULL OR last_used_at < to_timestamp(%(before)s))
"""
_MAKE = """
INSERT INTO api_key (cell_id, prefix, secret_sha256, person_id, title, scopes, made_at)
SELECT %(cell)s, %(prefix)s, %(hash)s, %(person)s, %(title)s, %(scopes)s, to_timestamp(%(at)s)
WHERE (SELECT count(*) FROM api_key WHERE cell_id = %(cell)s AND person_id = %(person)s AND revoked_at IS NULL)
      < %(most)s
ON CONFLICT DO NOTHING RETURNING 1
"""
_LIST = """
SELECT prefix, title, scopes, extract(epoch FROM made_at)::bigint, extract(epoch FROM last_used_at)::bigint
FROM api_key WHERE cell_id = %s AND person_id = %s AND revoked_at IS NULL ORDER BY made_at, prefix
"""
_REVOKE = """
UPDATE api_key SET revoked_at = to_timestamp(%s)
WHERE cell_id = %s AND prefix = %s AND person_id = %s AND revoked_at IS NULL RETURNING 1
"""


def find(cursor: Cursor, prefix: str) -> KeyRow | None:
    """The key of this prefix; its secret is still to be compared."""
    row = cursor.execute(_FIND, [CELL, prefix]).fetchone()
    return KeyRow(bytes(row[0]), *row[1:]) if row else None


def touch(cursor: Cursor, prefix: str, at: int, before: int) -> None:
    """Notes that the key was used `at`, unless it was noted since `before` (both seconds since 1970)."""
    cursor.execute(_TOUCH, {"cell": CELL, "prefix": prefix, "at": at, "before": before})


def make(
    cursor: Cursor, prefix: str, secret_sha256: bytes, person: UUID, title: str, scopes: Sequence[str], at: int,
    most: int,
) -> bool:  # fmt: skip
    """False where the prefix is taken, or the person has `most` keys already."""
    values = {"cell": CELL, "prefix": prefix, "hash": secret_sha256, "person": person, "title": title, "most": most}
    return cursor.execute(_MAKE, {**values, "scopes": " ".join(scopes), "at": at}).fetchone() is not None


def listed(cursor: Cursor, person: UUID) -> list[ListedKey]:
    """The keys of a person that are not revoked, the oldest first."""
    rows = cursor.execute(_LIST, [CELL, person]).fetchall()
    return [ListedKey(prefix, title, scopes.split(), made, used) for prefix, title, scopes, made, used in rows]


def revoke(cursor: Cursor, prefix: str, person: UUID, at: int) -> bool:
    """False where the person has no such key."""
    return cursor.execute(_REVOKE, [at, CELL, prefix, person]).fetchone() is not None
