"""The site of a live road, as the server's child process starts it."""

import gc
import os
import threading
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from wsgiref.types import WSGIApplication

from tearoad.api.provider import set_desks
from tearoad.boot.banks import account_named
from tearoad.boot.desks import Desks, desks_of
from tearoad.boot.logs import set_up as set_up_logs
from tearoad.boot.outgoing import mail_of
from tearoad.boot.outgoing import start as start_outgoing
from tearoad.boot.site import site_of
from tearoad.operations.shop_view import Wish
from tearoad.terms.refusal import Unavailable
from tearoad.web.notices import Written
from tearoad.web.server import APART
from tearoad.web.server import HOME as HOME  # who starts the site sets them
from tearoad.web.server import URL as URL
from tearoad.web.shop.visitor import FIRST_TOWN
from tearoad.web.site import application as wsgi
from tearoad.web.site import configure

RARELY = (50_000, 20, 20)  # when garbage is looked for; what a request makes is gone by itself when it ends
WARMING = "warming"  # the thread's name


def application() -> WSGIApplication:
    """The WSGI application over the data base that the environment names; without HOME its sessions end with it."""
    desks, home = joined()
    if home and APART not in os.environ:
        start_outgoing(desks, home, Written(), mail_of(os.environ))
    # Beside the first visitors, who are not kept waiting; nor is the door where the data base is away.
    threading.Thread(target=_warm, args=(desks,), name=WARMING, daemon=True).start()
    return wsgi()


def joined() -> tuple[Desks, Path | None]:
    """Logs, pages and desks of this process set up as the environment says, and the state folder."""
    url, home = os.environ[URL], os.environ.get(HOME)
    with TemporaryDirectory() as fleeting:
        site = site_of(url, Path(home or fleeting), os.environ)
    set_up_logs(os.environ)
    configure(site)
    folder = Path(home) if home else None
    account = account_named(os.environ)
    desks = desks_of(url, folder, own_machine=not site.public_hosts, account=account)
    set_desks(desks)
    return desks, folder


def _warm(desks: Desks) -> None:
    """Reads the law and compiles the kernels before the first search wants them; then takes all that stays for good
    out of the garbage collector's sight, whose full rounds would stop every page that is being made."""
    with suppress(Unavailable):
        desks.shop().search(Wish(destination=FIRST_TOWN, text="tea"))
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RARELY)
