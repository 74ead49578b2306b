"""The site of a live road, as the server's child process starts it."""

import os
import secrets

from django.core.handlers.wsgi import WSGIHandler

from tearoad.api.provider import set_desks
from tearoad.boot.desks import desks_of
from tearoad.web.site import application as wsgi
from tearoad.web.site import configure

URL = "TEAROAD_SERVED_DATABASE"  # set by whoever starts the child; a data base URL never stands on a command line


def application() -> WSGIHandler:
    """The WSGI application over the data base that the environment names."""
    configure(secret_key=secrets.token_urlsafe(32), allowed_hosts=["127.0.0.1", "localhost", "[::1]"])
    set_desks(desks_of(os.environ[URL]))
    return wsgi()
