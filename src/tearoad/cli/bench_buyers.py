"""Buyers for the benches: each an account with a key of its own, and a wallet that is never empty."""

import secrets
import time
from uuid import uuid4

import psycopg

from tearoad.boot.buyers import ACCOUNT
from tearoad.boot.people import drawn_key
from tearoad.boot.road import open_road
from tearoad.operations.wallet import deposit

WALLET_MINOR = 10**9
SCOPES = "order:read order:create payment:read payment:create"
# A password that begins with '!' is one that nobody can have.
_PEOPLE = """
INSERT INTO person (id, name, password, is_superuser, is_staff, is_active, demo, joined_at)
SELECT id, name, '!', false, false, true, false, to_timestamp(%s)
FROM unnest(%s::uuid[], %s::text[]) AS u(id, name)
"""
_ROLE = """
INSERT INTO person_groups (user_id, group_id)
SELECT u.id, g.id FROM unnest(%s::uuid[]) AS u(id) JOIN auth_group g ON g.name = 'buyer'
"""
_KEYS = """
INSERT INTO api_key (cell_id, prefix, secret_sha256, person_id, title, scopes, made_at)
SELECT 1, u.prefix, u.hash, u.person, 'bench', %s, to_timestamp(%s)
FROM unnest(%s::text[], %s::bytea[], %s::uuid[]) AS u(prefix, hash, person)
"""


def make_buyers(road: str, count: int, currency: str = "RUB", wallet_minor: int = WALLET_MINOR) -> list[str]:
    """So many in the data base at `road`; their keys."""
    now, people = int(time.time()), [uuid4() for _ in range(count)]
    names = [f"bench-{secrets.token_hex(8)}" for _ in people]
    drawn = [drawn_key(f"{number:08d}".translate(str.maketrans("0189", "abcd"))) for number in range(count)]
    with psycopg.connect(road, autocommit=True) as connection:
        connection.execute(_PEOPLE, [now, people, names])
        connection.execute(_ROLE, [people])
        hashes = [hashed for _, hashed in drawn]
        connection.execute(_KEYS, [SCOPES, now, [key.prefix for key, _ in drawn], hashes, people])
    with open_road(road) as opened, opened.store.unit() as unit:
        if wallet_minor:
            unit.ledger.post(deposit("bench", ACCOUNT + name, currency, wallet_minor, 0) for name in names)
    return [key.secret for key, _ in drawn]
