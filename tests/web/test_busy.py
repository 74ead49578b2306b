"""What is answered where the data base is gone, or where too much is sent."""

from collections.abc import Callable
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tearoad.store.schema import configure
from tearoad.terms.refusal import Unavailable
from tearoad.web.accounts.sessions import prolonged
from tearoad.web.bounds import bounded


@pytest.fixture(scope="module")
def answered() -> Callable[[str, Exception], HttpResponse | None]:
    """What the middleware answers to an error of the view at a path."""
    configure("dbname=never_opened")  # Django needs settings of some kind, also to import what follows
    from tearoad.web.busy import Busy

    busy = Busy(lambda request: HttpResponse())
    return lambda path, error: busy.process_exception(RequestFactory().get(path), error)


@pytest.mark.parametrize("error", [Unavailable("gone"), OperationalError("gone")])
def test_machines_are_told_when_to_come_again(
    answered: Callable[[str, Exception], HttpResponse | None], error: Exception
) -> None:
    answer = answered("/api/v1/quotes", error)
    assert answer is not None
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert b"gone" not in answer.content


def test_a_bug_is_no_lack_of_time(answered: Callable[[str, Exception], HttpResponse | None]) -> None:
    assert answered("/", ValueError()) is None


class LostSession(dict[str, Any]):
    """One that asks a data base which is gone."""

    accessed = True

    def __contains__(self, key: object) -> bool:
        raise OperationalError


def test_after_a_failure_the_session_is_left_alone() -> None:
    request = SimpleNamespace(session=LostSession())
    assert prolonged(lambda _: HttpResponse(status=503))(request).status_code == 503


@pytest.mark.parametrize(
    ("said", "status", "read"),
    [("9" * 30, 413, False), ("2000000", 413, True), ("3", 200, True), ("-1", 200, False), ("x", 200, False)],
)
def test_a_body_is_judged_by_what_is_said_of_it_and_read_off(said: str, status: int, read: bool) -> None:
    configure("dbname=never_opened")
    request: HttpRequest = RequestFactory().generic("POST", "/sign-in", CONTENT_LENGTH=said)
    body = request.environ["wsgi.input"] = BytesIO(b"x=1")
    assert bounded(lambda _: HttpResponse())(request).status_code == status
    assert (body.read() == b"") == read
