"""Notices and webhooks in a process of its own, behind those that answer visitors: at the peak these go first.

Started by `web.server` where several processes answer; it ends with that.
"""

import os
import time
from contextlib import suppress
from pathlib import Path

from tearoad.api.provider import set_desks
from tearoad.boot.desks import desks_of
from tearoad.boot.logs import set_up as set_up_logs
from tearoad.boot.outgoing import mail_of, start
from tearoad.boot.site import site_of
from tearoad.terms.refusal import Unavailable
from tearoad.web.live import HOME, URL
from tearoad.web.notices import Written
from tearoad.web.site import configure

NICE, LOOK_SECONDS = 19, 1.0


def run() -> None:
    """As long as the server lives; what is being sent then is claimed, and sent again by another."""
    parent = os.getppid()
    url, home = os.environ[URL], Path(os.environ[HOME])
    site = site_of(url, home, os.environ)
    set_up_logs(os.environ)
    configure(site)
    desks = desks_of(url, home, own_machine=not site.public_hosts)
    set_desks(desks)  # whose road the words of notices are of
    with suppress(Unavailable):
        desks.platform()  # the law is read while there is time
    _stand_back()
    start(desks, home, Written(), mail_of(os.environ), _pressed)
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)


def _stand_back() -> None:
    """Takes what the others leave of the processors."""
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    else:
        os.nice(NICE)


def _pressed() -> bool:
    """More want a processor than there are, by the last minute."""
    return os.getloadavg()[0] > (os.cpu_count() or 1)


if __name__ == "__main__":
    run()
