"""Sessions in the data base, which end after days without use."""

import re
import time
from collections.abc import Callable
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.http import HttpResponseBase

from tearoad.terms.days import DAY

IDLE_DAYS = 14
KEY = re.compile(r"[a-z0-9]{32}")
SEEN = "seen_on"


class SessionStore(db.SessionStore):
    """Django's; a cookie that none of our sessions can have made does not reach the data base."""

    def _validate_session_key(self, key: Any) -> bool:
        return isinstance(key, str) and KEY.fullmatch(key) is not None


def prolonged(get_response: Callable[[Any], HttpResponseBase]) -> Callable[[Any], HttpResponseBase]:
    """Middleware: who is signed in and comes again gets IDLE_DAYS anew, by one write a day at most."""

    def with_prolonged(request: Any) -> HttpResponseBase:
        response = get_response(request)
        today = int(time.time()) // DAY
        used = request.session.accessed and response.status_code < 500  # after a failure nothing more is asked
        if used and SESSION_KEY in request.session and request.session.get(SEEN) != today:
            request.session[SEEN] = today
        return response

    return with_prolonged
