"""The migrations make what the models say, and are run where a data base is behind in any application."""

import re
import subprocess
import sys

import psycopg
import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tearoad.boot.road import OpenRoad
from tearoad.operations.rights import ROLES
from tearoad.store.schema import APPS, MIGRATIONS, configure, known, migrate
from tearoad.store.tracks import _STAND
from tearoad.terms.refusal import BadInput

LAST_OF_AXES = "0010_accessattemptexpiration"


def test_the_models_have_their_migrations() -> None:
    configure("postgresql://nobody@127.0.0.1:1/none")
    loader = MigrationLoader(None)
    assert sorted(name for label, name in loader.disk_migrations if label == "store") == MIGRATIONS
    found = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(graph=loader.graph)
    assert found == {}


def test_what_is_known_is_what_django_would_run() -> None:
    configure("postgresql://nobody@127.0.0.1:1/none")
    disk = MigrationLoader(None).disk_migrations
    assert {label for label, _ in disk} == set(APPS)
    assert known() == {label: sorted(name for of, name in disk if of == label) for label in APPS}


def test_a_data_base_that_is_behind_in_another_application_is_brought_along(database_url: str) -> None:
    migrate(database_url)
    with psycopg.connect(database_url, autocommit=True) as connection:
        assert {row[0] for row in connection.execute("SELECT name FROM auth_group")} == set(ROLES)
        assert connection.execute("SELECT count(*) FROM person").fetchone() == (0,)
        connection.execute("DELETE FROM django_migrations WHERE app = 'axes' AND name = %s", [LAST_OF_AXES])
        connection.execute("DROP TABLE axes_accessattemptexpiration")
        migrate(database_url)
        connection.execute("SELECT * FROM axes_accessattemptexpiration")
        connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('auth', '0999_later', now())")
    with pytest.raises(BadInput, match="it has 0999_later of auth, this Tearoad knows 0012"):
        migrate(database_url)


def test_a_data_base_whose_migrations_have_a_gap_is_named_and_left_alone(migrated_url: str) -> None:
    before, gap = MIGRATIONS[-2:]
    with psycopg.connect(migrated_url, autocommit=True) as connection:
        connection.execute("DELETE FROM django_migrations WHERE app = 'store' AND name = %s", [before])
        with pytest.raises(BadInput, match=f"{gap} is applied before its dependency store.{before}.*: restore"):
            migrate(migrated_url)
        found = connection.execute("SELECT name FROM django_migrations WHERE name = %s", [before]).fetchall()
        assert found == []


def test_a_data_base_of_a_newer_tearoad_is_left_alone(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE django_migrations (app text, name text)")
        connection.execute("INSERT INTO django_migrations VALUES ('store', '0999_later')")
        with pytest.raises(BadInput, match=f"it has 0999_later, this Tearoad knows {MIGRATIONS[-1]}"):
            migrate(database_url)
        assert connection.execute("SELECT to_regclass('person')").fetchone() == (None,)


def test_nothing_to_do_needs_no_django(database_url: str) -> None:
    migrate(database_url)
    program = (
        "import sys; from tearoad.store.schema import migrate; migrate(sys.argv[1]); "
        "sys.exit('django.db' in sys.modules or 'django.conf' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program, database_url], check=False).returncode == 0


def test_no_index_has_what_the_posts_scans_change(road: OpenRoad) -> None:
    """One that had would be written anew by each scan that moves its parcel; the timer changes at the first alone."""
    changed = re.search(r"SET (.*?)\n    due = ", _STAND, re.DOTALL)
    assert changed
    columns = re.findall(r"(\w+) = ", changed[1])
    assert {"border", "carriage", "arrived_at", "left_office_at"} <= set(columns)
    indexes = road.store.connection.execute(
        "SELECT indexdef FROM pg_indexes WHERE tablename = 'consignment'"
    ).fetchall()
    assert len(indexes) > 5
    assert [one for (one,) in indexes if set(re.findall(r"\w+", one)) & set(columns)] == []
