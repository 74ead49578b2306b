"""The site of a live road, as the server's child process starts it."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.handlers.wsgi import WSGIHandler

from tearoad.api.provider import set_desks
from tearoad.boot.desks import desks_of
from tearoad.boot.logs import set_up as set_up_logs
from tearoad.boot.site import site_of
from tearoad.web.site import application as wsgi
from tearoad.web.site import configure

# Set by whoever starts the child; a data base URL never stands on a command line.
URL = "TEAROAD_SERVED_DATABASE"
HOME = "TEAROAD_SERVED_HOME"  # the state folder, which has the secret


def application() -> WSGIHandler:
    """The WSGI application over the data base that the environment names; without HOME its sessions end with it."""
    url, home = os.environ[URL], os.environ.get(HOME)
    with TemporaryDirectory() as fleeting:
        site = site_of(url, Path(home or fleeting), os.environ)
    set_up_logs(os.environ)
    configure(site)
    set_desks(desks_of(url, Path(home) if home else None))
    return wsgi()
