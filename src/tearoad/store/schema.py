"""The schema's version: Django's migrations, run only where the data base is behind."""

from pathlib import Path

import psycopg

from tearoad.store.database import connected, gone
from tearoad.terms.refusal import BadInput

MIGRATIONS = sorted(path.stem for path in (Path(__file__).parent / "migrations").glob("[0-9]*.py"))


def migrate(url: str) -> None:
    """Bring the data base at `url` to this version; `BadInput` where it is of a newer one."""
    applied = _applied(url)
    newer = sorted(set(applied) - set(MIGRATIONS))
    if newer:
        raise BadInput(f"the data base is of a newer version: it has {newer[-1]}, this Tearoad knows {MIGRATIONS[-1]}")
    if applied != MIGRATIONS:
        configure(url)
        from django.core.management import call_command
        from django.db import OperationalError, connection

        connection.close()  # another data base of this process may have been migrated before
        connection.settings_dict.update(database(url))
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except OperationalError as error:
            raise gone(error) from None
        finally:
            connection.close()


def configure(url: str) -> None:
    """Django with the store alone, for migrations; pages bring settings of their own."""
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(INSTALLED_APPS=["tearoad.store"], DATABASES={"default": database(url)}, USE_TZ=True)
        django.setup()


def database(url: str) -> dict[str, object]:
    """Django's words for a libpq URL."""
    parts = psycopg.conninfo.conninfo_to_dict(url)
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    known: dict[str, object] = {names[key]: str(value) for key, value in parts.items() if key in names}
    rest = {key: value for key, value in parts.items() if key not in names}
    return {"ENGINE": "django.db.backends.postgresql", **known, "OPTIONS": rest}


def _applied(url: str) -> list[str]:
    with connected(url) as connection:
        if connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
            return []
        rows = connection.execute("SELECT name FROM django_migrations WHERE app = 'store' ORDER BY name").fetchall()
    return [row[0] for row in rows]
