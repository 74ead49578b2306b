"""Keys of machines, and the people of a demo, on a data base of their own."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import psycopg
import pytest
from databases import migrated_data_base

from tearoad.boot.chart import own_chart
from tearoad.boot.demo_people import make_demo_people
from tearoad.boot.people import MOST_KEYS, People
from tearoad.boot.road import drop_data_base, open_road
from tearoad.operations.rights import ROLES, STAFF
from tearoad.store.pool import PooledStore


@dataclass
class Ground:
    people: People
    connection: psycopg.Connection
    url: str

    def person(self, role: str) -> UUID:
        row = self.connection.execute("SELECT id FROM person WHERE name = %s", [f"demo-{role}"]).fetchone()
        assert row is not None
        return UUID(str(row[0]))


@pytest.fixture(scope="module")
def ground(server_url: str) -> Iterator[Ground]:
    name = f"tearoad_test_{uuid4().hex[:12]}"
    url = migrated_data_base(server_url, name)
    with open_road(url):
        store = PooledStore(url, own_chart(), 4)
        assert not People(store).is_demo()
        make_demo_people(url)
        make_demo_people(url)
    with psycopg.connect(url, autocommit=True) as connection:
        yield Ground(People(store), connection, url)
    store.close()
    drop_data_base(server_url, name)


def test_a_demo_has_one_of_each_role(ground: Ground) -> None:
    assert ground.people.is_demo()
    rows = ground.connection.execute(
        "SELECT p.name, g.name, p.is_staff, p.demo, left(p.password, 1) FROM person p "
        "JOIN person_groups m ON m.user_id = p.id JOIN auth_group g ON g.id = m.group_id"
    ).fetchall()
    assert sorted(rows) == sorted((f"demo-{role}", role, role in STAFF, True, "!") for role in ROLES)


def test_the_merchant_has_a_desk_once_there_are_goods(ground: Ground) -> None:
    from tearoad.cli.demo_commands import stock_demo

    assert ground.connection.execute("SELECT merchant FROM person WHERE name = 'demo-merchant'").fetchone() == (None,)
    with open_road(ground.url) as road:
        stock_demo(road, 10)
    make_demo_people(ground.url)
    row = ground.connection.execute(
        "SELECT p.merchant, count(*) FROM person p JOIN product g ON g.merchant = p.merchant GROUP BY 1"
    ).fetchone()
    assert row is not None
    assert row[1] > 1
    offices = dict(ground.connection.execute("SELECT name, office FROM person WHERE office IS NOT NULL").fetchall())
    assert offices == {"demo-officer": "moscow", "demo-post_worker": "moscow"}


def test_a_key_names_its_owner_with_no_more_than_both_allow(ground: Ground) -> None:
    owner = ground.person("officer")
    made = ground.people.make_key(owner, "gate", ["declaration:read", "metrics:read"], "once")
    assert made is not None
    caller = ground.people.key_owner(made.secret)
    assert caller is not None
    assert (caller.user_id, caller.name, caller.roles, caller.office) == (owner, "demo-officer", ("officer",), "moscow")
    assert caller.scopes == {"declaration:read"}, "an officer reads no metrics, whatever the key says"
    assert ground.people.make_key(owner, "gate", ["declaration:read"], "once") is None
    kept = ground.connection.execute("SELECT api_key::text FROM api_key").fetchall()
    assert not [row for row in kept if made.secret[11:] in row[0]]


def test_a_role_that_is_taken_away_goes_from_the_keys_too(ground: Ground) -> None:
    owner = ground.person("bank_liaison")
    made = ground.people.make_key(owner, "bank", ["payment:change"], "once")
    assert made is not None
    ground.connection.execute("DELETE FROM person_groups WHERE user_id = %s", [owner])
    caller = ground.people.key_owner(made.secret)
    assert caller is not None
    assert (caller.roles, caller.scopes) == ((), frozenset())
    ground.connection.execute("UPDATE person SET is_active = false WHERE id = %s", [owner])
    assert ground.people.key_owner(made.secret) is not None, "for a second it may work on"
    ground.people.forget()
    assert ground.people.key_owner(made.secret) is None


def test_the_use_of_a_key_is_noted_once_a_minute(ground: Ground) -> None:
    owner = ground.person("auditor")
    made = ground.people.make_key(owner, "books", ["order:read"], "once")
    assert made is not None

    def used_at() -> int | None:
        (listed,) = ground.people.keys_of(owner)
        return listed.last_used_at

    assert used_at() is None
    ground.people.forget()
    ground.people.key_owner(made.secret)
    first = used_at()
    assert first is not None
    assert abs(first - time.time()) < 60
    ground.connection.execute(
        "UPDATE api_key SET last_used_at = last_used_at - interval '30 seconds' WHERE person_id = %s", [owner]
    )
    ground.people.forget()
    ground.people.key_owner(made.secret)
    assert used_at() == first - 30
    ground.connection.execute(
        "UPDATE api_key SET last_used_at = last_used_at - interval '31 seconds' WHERE person_id = %s", [owner]
    )
    ground.people.forget()
    ground.people.key_owner(made.secret)
    assert used_at() > first - 30  # type: ignore[operator]


def test_nobody_has_keys_without_end(ground: Ground) -> None:
    owner = ground.person("operator")
    made = [ground.people.make_key(owner, "x", ["order:read"], str(at)) for at in range(MOST_KEYS + 1)]
    assert [one is None for one in made] == [False] * MOST_KEYS + [True]
    assert made[0] is not None
    assert not ground.people.revoke_key(ground.person("buyer"), made[0].prefix)
    assert ground.people.revoke_key(owner, made[0].prefix)
    assert ground.people.key_owner(made[0].secret) is None
    assert ground.people.make_key(owner, "x", ["order:read"], "new") is not None


@pytest.mark.parametrize(
    "key", ["", "tr_", "tr_" + "a" * 60, "tr_" + "a" * 59 + "\x00", "TR_" + "a" * 60, "tr_" + "a" * 10_000, "тр_"]
)
def test_what_is_no_key_is_nobody_s(ground: Ground, key: str) -> None:
    assert ground.people.key_owner(key) is None
