"""Notices and webhooks in a process of its own, behind those that answer visitors: at the peak these go first.

Started by `web.server` where several processes answer; it ends with that.
"""

import os
import time
from contextlib import suppress

from tearoad.boot.outgoing import mail_of, start
from tearoad.terms.refusal import Unavailable
from tearoad.web.live import joined
from tearoad.web.notices import Written

NICE, LOOK_SECONDS = 19, 1.0


def run() -> None:
    """As long as the server lives; what is being sent then is claimed, and sent again by another."""
    parent = os.getppid()
    desks, home = joined()
    assert home, "who has no state folder has no notices"
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
