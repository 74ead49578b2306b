"""The schema's version: the migrations of the store and of the applications that keep people safe, run only where the
data base is behind."""

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tearoad.store.database import connected, gone
from tearoad.terms.refusal import BadInput

# Label of each Django application with tables, and its module; the pages have the same.
APPS = {
    "contenttypes": "django.contrib.contenttypes",
    "auth": "django.contrib.auth",
    "sessions": "django.contrib.sessions",
    "otp_totp": "django_otp.plugins.otp_totp",
    "otp_static": "django_otp.plugins.otp_static",
    "axes": "axes",
    "store": "tearoad.store",
}
INSTALLED_APPS = [*APPS.values(), "django_otp"]
PERSON = "store.User"
MIGRATIONS = sorted(path.stem for path in (Path(__file__).parent / "migrations").glob("[0-9]*.py"))

Migrations = Mapping[str, list[str]]


@cache
def known() -> Migrations:
    """Of each application the migrations that its files hold, in order; found without Django being set up."""
    return {label: _names(module) for label, module in APPS.items()}


def migrate(url: str) -> None:
    """Bring the data base at `url` to this version; `BadInput` where it is of a newer one, or of none there was."""
    with connected(url) as asked:
        later, due = newer(asked), behind(asked)
    if later:
        raise BadInput(f"the data base is of a newer version: {later}")
    if due:
        configure(url)
        from django.core.management import call_command
        from django.db import OperationalError, connection
        from django.db.migrations.exceptions import InconsistentMigrationHistory

        connection.close()  # another data base of this process may have been migrated before
        connection.settings_dict.update(database(url))
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except OperationalError as error:
            raise gone(error) from None
        except InconsistentMigrationHistory as error:
            raise BadInput(
                f"the data base was migrated in an order that no version has ({error}): restore a backup of it, "
                "or start a new one (--database-url, or another TEAROAD_HOME)"
            ) from None
        finally:
            connection.close()


def configure(url: str) -> None:
    """Django with the store alone, for migrations; pages bring settings of their own."""
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(
            INSTALLED_APPS=INSTALLED_APPS,
            AUTH_USER_MODEL=PERSON,
            DATABASES={"default": database(url)},
            USE_TZ=True,
            AXES_VERBOSE=False,
        )
        django.setup()


def database(url: str) -> dict[str, object]:
    """Django's words for a libpq URL."""
    parts = psycopg.conninfo.conninfo_to_dict(url)
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    known: dict[str, object] = {names[key]: str(value) for key, value in parts.items() if key in names}
    rest = {key: value for key, value in parts.items() if key not in names}
    return {"ENGINE": "django.db.backends.postgresql", **known, "OPTIONS": rest}


def _names(module: str) -> list[str]:
    package, *below = module.split(".")
    found = find_spec(package)  # of the package alone: to look below it would import it
    assert found is not None, f"{package} is installed with Tearoad"
    assert found.origin is not None
    return sorted(path.stem for path in Path(found.origin).parent.joinpath(*below, "migrations").glob("[0-9]*.py"))


def newer(connection: psycopg.Connection) -> str | None:
    """What the data base has that this version does not know, in words; None where it knows all."""
    applied = _applied(connection)
    for label, names in known().items():
        unknown = sorted(set(applied.get(label, [])) - set(names))
        if unknown:
            return f"it has {unknown[-1]}{'' if label == 'store' else f' of {label}'}, this Tearoad knows {names[-1]}"
    return None


def behind(connection: psycopg.Connection) -> bool:
    """Whether migrations are to be run."""
    return _applied(connection) != known()


def _applied(connection: psycopg.Connection) -> Migrations:
    """Of the applications in APPS, what the data base has."""
    if connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
        return {}
    sql = "SELECT app, array_agg(name ORDER BY name) FROM django_migrations WHERE app = ANY (%s) GROUP BY app"
    return dict(connection.execute(sql, [list(APPS)]).fetchall())
