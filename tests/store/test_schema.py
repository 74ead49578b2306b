"""The migrations make what the models say."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tearoad.store.schema import MIGRATIONS, configure


def test_the_models_have_their_migrations() -> None:
    configure("postgresql://nobody@127.0.0.1:1/none")
    loader = MigrationLoader(None)
    assert sorted(name for label, name in loader.disk_migrations if label == "store") == MIGRATIONS
    found = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(graph=loader.graph)
    assert found == {}
