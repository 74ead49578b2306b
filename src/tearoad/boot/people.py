"""Who asks: the keys of machines, and whether all is but a demo. Safe to be asked by many threads at once."""

import base64
import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tearoad.operations.rights import key_scopes
from tearoad.store import api_keys, demo_people
from tearoad.store.api_keys import ListedKey as ListedKey  # the doors know the type from here
from tearoad.store.pool import PooledStore

MARK = "tr_"
PREFIX_LENGTH = 8
SECRET_BYTES = 32
KEY = re.compile(rf"{MARK}([a-z2-7]{{{PREFIX_LENGTH}}})([a-z2-7]{{52}})")  # 52 = 32 bytes in base32
MOST_KEYS = 20  # of one person; assumed
TOUCHED_SECONDS = 60  # the use of a key is noted at most this often
KEY_SECONDS, MOST_KNOWN = 1.0, 10_000  # a key that was revoked, or a right that was taken, may work on for so long
DEMO_SECONDS = 2.0  # for so long a road that is no demo is not asked again; one that is stays one


@dataclass(frozen=True, slots=True)
class Caller:
    """The owner of a key, and what the key may do at most."""

    user_id: UUID
    name: str
    roles: tuple[str, ...]
    scopes: frozenset[str]
    merchant: str | None
    office: str | None


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A new key; `secret` is the whole of it, which nobody can be shown again."""

    prefix: str
    secret: str


class People:
    """Over the store of the desks."""

    def __init__(self, store: PooledStore) -> None:
        self.store = store
        self._known: dict[bytes, tuple[float, Caller]] = {}  # by hash of the key, when its owner was looked up
        self._demo = False
        self._asked = -DEMO_SECONDS

    def key_owner(self, key: str) -> Caller | None:
        """Who a key belongs to, or None: unknown, revoked, of somebody who may not sign in, or no key at all. Its
        scopes are what it was given, less what its owner has no right to any more. Who was known is not looked up again
        for KEY_SECONDS: requests come in bursts."""
        found = KEY.fullmatch(key)
        if not found:
            return None
        whole, now = _hash(key), time.monotonic()
        asked, caller = self._known.get(whole, (-KEY_SECONDS, None))
        if caller is None or now - asked >= KEY_SECONDS:
            caller = self._looked_up(*found.groups())
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            if caller:
                self._known[whole] = now, caller
        return caller

    def _looked_up(self, prefix: str, secret: str) -> Caller | None:
        with self.store.asking() as cursor:
            row = api_keys.find(cursor, prefix)
        expected = row.secret_sha256 if row else bytes(hashlib.sha256().digest_size)
        if not hmac.compare_digest(_hash(secret), expected) or row is None:
            return None
        now = int(time.time())
        if row.last_used_at is None or row.last_used_at < now - TOUCHED_SECONDS:
            with self.store.unit() as unit:
                api_keys.touch(unit.roads.cursor, prefix, now, now - TOUCHED_SECONDS)
        scopes = frozenset(row.scopes.split()) & frozenset(key_scopes(row.roles))
        return Caller(row.person_id, row.name, tuple(row.roles), scopes, row.merchant, row.office)

    def make_key(self, person: UUID, title: str, scopes: Sequence[str], once: str) -> MadeKey | None:
        """A key for the machines of `person`. None where `once`, the caller's own word for this wish, was used before,
        or where the person has MOST_KEYS already."""
        prefix = _base32(hashlib.sha256(f"{person}:{once}".encode()).digest())[:PREFIX_LENGTH]
        key, hashed = drawn_key(prefix)
        with self.store.unit() as unit:
            made = api_keys.make(unit.roads.cursor, prefix, hashed, person, title, scopes, int(time.time()), MOST_KEYS)
        return key if made else None

    def keys_of(self, person: UUID) -> list[ListedKey]:
        """Those that are not revoked, the oldest first."""
        with self.store.reading() as cursor:
            return api_keys.listed(cursor, person)

    def revoke_key(self, person: UUID, prefix: str) -> bool:
        """From now on, in other processes KEY_SECONDS later, the key opens nothing; False where the person has no such
        key."""
        self.forget()
        with self.store.unit() as unit:
            return api_keys.revoke(unit.roads.cursor, prefix, person, int(time.time()))

    def forget(self) -> None:
        """Owners of keys are looked up anew."""
        self._known.clear()

    def is_demo(self) -> bool:
        """Whether all on this road is but a demo."""
        if not self._demo and time.monotonic() - self._asked >= DEMO_SECONDS:
            with self.store.reading() as cursor:
                self._demo = demo_people.is_demo(cursor)
            self._asked = time.monotonic()
        return self._demo


def drawn_key(prefix: str) -> tuple[MadeKey, bytes]:
    """A key of this prefix, and what is kept of its secret."""
    secret = _base32(secrets.token_bytes(SECRET_BYTES))
    return MadeKey(prefix, f"{MARK}{prefix}{secret}"), _hash(secret)


def _hash(secret: str) -> bytes:
    # Of 256 random bits a plain hash is enough: there is nothing to guess, and every request asks for it.
    return hashlib.sha256(secret.encode()).digest()


def _base32(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=").lower()
