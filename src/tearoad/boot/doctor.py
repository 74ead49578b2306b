"""What is wrong with this installation, in words, and what cures it. Each check is one small function that says nothing
where all is well."""

import ipaddress
import os
import platform
import re
import resource
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import psycopg

from tearoad.boot.keys import FOLDER, keys_of
from tearoad.boot.outgoing import mail_of
from tearoad.boot.postgres_files import OLDEST, server_files
from tearoad.boot.road import data_base
from tearoad.boot.settings import Settings
from tearoad.boot.site import HOSTS, SECRET, public_hosts, secret_of
from tearoad.store.database import CELL, DURABLE, connected
from tearoad.store.messages import waiting
from tearoad.store.schema import behind, newer
from tearoad.store.timers import overdue
from tearoad.terms.refusal import BadInput, Unavailable

LEAST_FREE_BYTES = 2**30  # assumed: below it a festival's day may fill the disk
LEAST_MEMORY_BYTES = 2**30  # assumed: the server keeps 256 MB, the law and the kernels some more
LEAST_FILES = 1_024
NEWEST_SERVER = 18
LOCK = Path(__file__).parents[3] / "requirements.lock"  # beside the source; an installed Tearoad has none
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)", re.MULTILINE)
REQUIRED = re.compile(r"[A-Za-z0-9._-]+")
LONGEST_WAIT_HOURS = 6  # assumed: who hears nothing is tried again after two and five hours
MOST_SKEW_SECONDS = 5  # assumed: sessions and second factors are judged by this machine's clock


@dataclass(frozen=True)
class Patient:
    """What is looked at; `connection` is None where the data base does not answer, and `why` says why."""

    settings: Settings
    connection: psycopg.Connection | None
    why: str = ""


@dataclass(frozen=True)
class Finding:
    """What is wrong, and the cure."""

    check: str
    wrong: str
    cure: str


Check = Callable[[Patient], Iterator[tuple[str, str]]]


@contextmanager
def patient_of(settings: Settings) -> Iterator[Patient]:
    """The embedded server is started where there is one; a data base that does not answer is a finding."""
    with ExitStack() as stack:
        connection, why = None, ""
        try:
            if settings.database_url or (settings.home / "password").exists():
                connection = stack.enter_context(connected(stack.enter_context(data_base(settings))))
            else:
                why = "there is no data base yet"
        except (BadInput, Unavailable) as error:
            why = str(error)
        yield Patient(settings, connection, why)


def examined(patient: Patient) -> list[Finding]:
    """Everything that is wrong, in the order of CHECKS; so is what we are not let to look at."""
    return [Finding(name, *said) for name, check in CHECKS.items() for said in _asked(check, patient)]


def _asked(check: Check, patient: Patient) -> Iterator[tuple[str, str]]:
    try:
        yield from check(patient)
    except OSError as error:
        yield f"{error.filename}: {error.strerror}", "run as the user whom the state folder belongs to"
    except psycopg.Error as error:
        why = str(error).splitlines()[0]
        yield f"the data base does not tell: {why}", "the role of its URL must own what Tearoad made"


def _python(patient: Patient) -> Iterator[tuple[str, str]]:
    if not (3, 11) <= sys.version_info < (3, 15):
        yield f"this is Python {platform.python_version()}", "use Python 3.11 (3.12 to 3.14 are meant to work)"


def _packages(patient: Patient) -> Iterator[tuple[str, str]]:
    cure = "run ./tea, which installs what requirements.lock names"
    for said in requires("tearoad") or []:
        found = REQUIRED.match(said)
        if found and "extra ==" not in said and _version(found[0]) is None:
            yield f"the package {found[0]} is not installed", cure
    locked: dict[str, list[str]] = {}  # more than one where Pythons differ
    for name, wanted in LOCKED.findall(LOCK.read_text()) if LOCK.exists() else []:
        locked.setdefault(name, []).append(wanted)
    for name, versions in locked.items():
        installed = _version(name)
        if installed and installed not in versions:  # what is for other machines or for developers may be missing
            yield f"the package {name} is {installed}, the lock has {' or '.join(versions)}", cure


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _home(patient: Patient) -> Iterator[tuple[str, str]]:
    home = patient.settings.home
    if not home.exists():
        return
    if home.stat().st_uid != os.geteuid():
        yield f"{home} belongs to another user", f"run as its owner, or: chown -R {os.geteuid()} {home}"
    free = shutil.disk_usage(home).free
    if free < LEAST_FREE_BYTES:
        yield f"{home} has {free / 1e6:.0f} MB free", "make room, or set TEAROAD_HOME to a larger disk"


def _private(patient: Patient) -> Iterator[tuple[str, str]]:
    home = patient.settings.home
    files = [home / SECRET, home / "password", *sorted((home / FOLDER).glob("k*"))]
    open_to_others = [path for path in files if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    for path in open_to_others:
        yield f"{path} can be read by others", f"chmod 600 {path}; if others may have read it, make it anew"
    if open_to_others:
        return
    try:
        if (home / FOLDER).exists():
            keys_of(home)
        if (home / SECRET).exists():
            secret_of(home)
    except BadInput as error:
        yield str(error), "put the file back from a backup made --with-keys"


def _machine(patient: Patient) -> Iterator[tuple[str, str]]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if memory < LEAST_MEMORY_BYTES:
        yield f"this machine has {memory / 1e6:.0f} MB of memory", "1 GB is little already: take a larger one"
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if files < LEAST_FILES:
        yield f"a process may open {files} files", f"ulimit -n {LEAST_FILES}, or LimitNOFILE= in the unit of systemd"


def _server_files(patient: Patient) -> Iterator[tuple[str, str]]:
    if patient.settings.database_url or not patient.settings.home.exists():
        return
    try:
        files = server_files(patient.settings.home)
    except BadInput as error:
        yield str(error), "install PostgreSQL 15 or newer, or name a server by TEAROAD_DATABASE_URL"
        return
    made_by = files.cluster / "PG_VERSION"
    if made_by.exists() and made_by.read_text().strip() != str(files.major):
        yield (
            f"{files.cluster} was made by PostgreSQL {made_by.read_text().strip()}, here is {files.major}",
            "docs/guides/deploy.md tells how a server's major version is changed",
        )


def _data_base(patient: Patient) -> Iterator[tuple[str, str]]:
    if patient.connection is None:
        yield (
            patient.why or "the data base does not answer",
            "./tea up makes one (end a tearoad that holds it first); of your own server: is it up, and its URL right?",
        )
        return
    major = patient.connection.info.server_version // 10_000
    if not OLDEST <= major <= NEWEST_SERVER:
        yield f"the server is PostgreSQL {major}", f"use {OLDEST} to {NEWEST_SERVER}"


def _durable(patient: Patient) -> Iterator[tuple[str, str]]:
    if patient.connection:
        sql = "SELECT name FROM pg_settings WHERE name = ANY (%s) AND setting = 'off' ORDER BY name"
        for (name,) in patient.connection.execute(sql, [list(DURABLE)]):
            yield f"{name} is off: the server may lose what it said it has", f"ALTER SYSTEM RESET {name}, and reload"


def _schema(patient: Patient) -> Iterator[tuple[str, str]]:
    if patient.connection:
        later = newer(patient.connection)
        if later:
            yield f"the data base is of a newer Tearoad: {later}", "install that one here"
        elif behind(patient.connection):
            yield (
                "the data base is of an older Tearoad",
                "back it up; then any command that opens the road brings it along",
            )


def _clock(patient: Patient) -> Iterator[tuple[str, str]]:
    if patient.connection:
        row = patient.connection.execute("SELECT extract(epoch FROM clock_timestamp())").fetchone()
        skew = abs(float(row[0]) - time.time()) if row else 0.0
        if skew > MOST_SKEW_SECONDS:
            yield f"the server's clock is {skew:.0f} s from this machine's", "set both by NTP"


def _way(patient: Patient) -> Iterator[tuple[str, str]]:
    if patient.connection and patient.connection.info.host:
        address = patient.connection.info.hostaddr
        ours = patient.connection.info.host.startswith("/") or ipaddress.ip_address(address).is_loopback
        if not ours and not patient.connection.pgconn.ssl_in_use:
            yield (
                f"what is said to the data base at {address} can be read on the way",
                "add ?sslmode=verify-full&sslrootcert=... to TEAROAD_DATABASE_URL",
            )


def _laid(patient: Patient) -> Iterator[tuple[str, str]]:
    sql = "SELECT 1 FROM road WHERE cell_id = %s"
    if patient.connection and not behind(patient.connection) and not patient.connection.execute(sql, [CELL]).fetchone():
        yield "no road is laid in the data base", "any command that opens the road lays it: tearoad up"


def _timers(patient: Patient) -> Iterator[tuple[str, str]]:
    if patient.connection and not behind(patient.connection):
        with patient.connection.cursor() as cursor:
            count = overdue(cursor, CELL)
        if count:
            yield f"{count} timers are overdue by the road's clock", "tearoad check tells whether anything is lost"


def _hosts(patient: Patient) -> Iterator[tuple[str, str]]:
    try:
        public_hosts(os.environ.get(HOSTS, ""))
    except BadInput as error:
        yield str(error), "docs/guides/deploy.md has an example"


def _mail(patient: Patient) -> Iterator[tuple[str, str]]:
    cure = "docs/guides/deploy.md tells how mail is set up"
    try:
        mail = mail_of(os.environ)
    except BadInput as error:
        yield str(error), cure
        return
    try:
        if mail:
            mail.answers()
    except OSError as error:
        yield str(error.strerror), cure


def _messages(patient: Patient) -> Iterator[tuple[str, str]]:
    if patient.connection and not behind(patient.connection):
        with patient.connection.cursor() as cursor:
            count, since = waiting(cursor)
        hours = (time.time() - since) / 3_600
        if count and hours > LONGEST_WAIT_HOURS:
            yield (
                f"{count} notices and webhook messages wait to be sent, the oldest for {hours:.0f} hours",
                "they are sent by a running site; GET /api/v1/webhooks/ID/messages tells what a webhook answered",
            )


CHECKS: dict[str, Check] = {
    "Python is one that this was written for": _python,
    "the packages are there": _packages,
    "the state folder is ours and has room": _home,
    "secrets and keys are private and whole": _private,
    "the machine is large enough": _machine,
    "the embedded server fits its cluster": _server_files,
    "the data base answers": _data_base,
    "what is committed stays": _durable,
    "the schema is this version's": _schema,
    "the clocks agree": _clock,
    "the way to the data base is private": _way,
    "a road is laid": _laid,
    "no timer is overdue": _timers,
    "public names are names": _hosts,
    "the mail server takes mail": _mail,
    "messages go out": _messages,
}
