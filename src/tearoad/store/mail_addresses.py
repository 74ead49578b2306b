"""Addresses of mail, sealed: the one that was confirmed, and the one that is to be."""

from typing import NamedTuple
from uuid import UUID

from psycopg import Cursor


class AddressRow(NamedTuple):
    """Of one person; both addresses are sealed."""

    person_id: UUID
    name: str
    active: bool
    address: str | None
    pending: str | None
    language: str


_FIND = """
SELECT p.id, p.name, p.is_active, m.address, m.pending, m.language
FROM mail_address m JOIN person p ON p.id = m.person_id WHERE
"""
_ASK = """
INSERT INTO mail_address (person_id, address, pending, language) VALUES (%s, NULL, %s, %s)
ON CONFLICT (person_id) DO UPDATE SET pending = EXCLUDED.pending, language = EXCLUDED.language
"""
_CONFIRM = """
UPDATE mail_address SET address = pending, pending = NULL WHERE person_id = %s AND pending = %s RETURNING 1
"""


def find(cursor: Cursor, person: UUID) -> AddressRow | None:
    """None where the person gave none."""
    row = cursor.execute(_FIND + "p.id = %s", [person]).fetchone()
    return AddressRow(*row) if row else None


def find_by_name(cursor: Cursor, name: str) -> AddressRow | None:
    """By handle."""
    row = cursor.execute(_FIND + "p.name = %s", [name]).fetchone()
    return AddressRow(*row) if row else None


def ask(cursor: Cursor, person: UUID, pending: str, language: str) -> None:
    """Notes what is to be confirmed; one that was confirmed before stays until then."""
    cursor.execute(_ASK, [person, pending, language])


def confirm(cursor: Cursor, person: UUID, pending: str) -> bool:
    """False where it is not that one that waits any more."""
    return cursor.execute(_CONFIRM, [person, pending]).fetchone() is not None


def password_of(cursor: Cursor, person: UUID) -> str | None:
    """The hash that is kept; None where there is no such account, or it may not sign in."""
    row = cursor.execute("SELECT password FROM person WHERE id = %s AND is_active", [person]).fetchone()
    return str(row[0]) if row else None


def remove(cursor: Cursor, person: UUID) -> None:
    """Both."""
    cursor.execute("DELETE FROM mail_address WHERE person_id = %s", [person])
