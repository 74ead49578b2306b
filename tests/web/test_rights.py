"""Every route as every role over HTTP, against the matrix of rights; a route without a right is a failure."""

import uuid
from collections.abc import Iterator

import psycopg
import pytest
from django.urls import URLPattern, get_resolver
from django.urls.converters import IntConverter, UUIDConverter
from sites import PASSWORD, Answer, Site, Visitor, make_operator

from tearoad.boot.chart import own_chart
from tearoad.boot.demo_people import demo_name
from tearoad.boot.people import People
from tearoad.operations.rights import ACTIONS, DEMO_VISITOR, RESOURCES, ROLES, key_scopes, may
from tearoad.store.pool import PooledStore
from tearoad.store.schema import configure

API = "/api/"
METHODS = ("GET", "POST")
NO_SUCH_METHOD = 405


def routes() -> list[tuple[str, URLPattern]]:
    """Path and pattern of everything that the site answers, with values that name nothing."""
    configure("dbname=never_opened")  # Django needs settings of some kind to resolve
    return [(f"/{path}", pattern) for path, pattern in _below(get_resolver("tearoad.web.urls").url_patterns)]


def _below(patterns: list) -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        head = str(one.pattern)
        for name, converter in one.pattern.converters.items():
            value = {UUIDConverter: str(uuid.UUID(int=0)), IntConverter: "1"}.get(type(converter), "none")
            start, end = head.index("<"), head.index(">")
            assert name in head[start:end]
            head = head[:start] + value + head[end + 1 :]
        if isinstance(one, URLPattern):
            yield head, one
        else:
            yield from ((head + path, pattern) for path, pattern in _below(one.url_patterns))


def right_of(pattern: URLPattern, method: str = "") -> tuple[str, str]:
    """What a page needs by any method, or an address of machines by this one; any of those where it has it not."""
    if hasattr(pattern.callback, "right"):
        return pattern.callback.right
    rights = pattern.callback.rights  # type: ignore[attr-defined]
    return rights.get(method) or next(iter(rights.values()))


def rights_of(pattern: URLPattern) -> list[tuple[str, str]]:
    return [right_of(pattern)] if hasattr(pattern.callback, "right") else list(pattern.callback.rights.values())  # type: ignore[attr-defined]


def denied(answer: Answer) -> bool:
    led = answer.location.partition("?")[0] in ("/sign-in", "/account/second-factor")
    return answer.status in (401, 403) or (answer.status == 302 and led)


def ask(visitor: Visitor, method: str, path: str) -> Answer:
    answer = visitor.post(path) if method == "POST" else visitor.get(path)
    assert answer.status < 500, f"{method} {path}: {answer.status}"
    return answer


def key_of(site: Site, role: str) -> str:
    store = PooledStore(site.database, own_chart(), 1)
    with psycopg.connect(site.database) as connection:
        person = connection.execute("SELECT id FROM person WHERE name = %s", [demo_name(role)]).fetchone()
    assert person is not None
    made = People(store).make_key(person[0], "walk", key_scopes([role]), uuid.uuid4().hex)
    store.close()
    assert made is not None
    return made.secret


def test_every_route_says_what_it_needs() -> None:
    without = [
        path
        for path, pattern in routes()
        if not (hasattr(pattern.callback, "right") or getattr(pattern.callback, "rights", None))
    ]
    assert without == []
    assert all(
        resource in RESOURCES and action in ACTIONS for _, one in routes() for resource, action in rights_of(one)
    )
    assert len(routes()) > 15


@pytest.mark.parametrize("role", [*ROLES, ""])
def test_pages_let_in_whom_the_matrix_lets_in(demo_site: Site, role: str) -> None:
    visitor = Visitor(demo_site.url)
    roles = [role] if role else [DEMO_VISITOR]
    for path, pattern in routes():
        if path.startswith(API):
            continue
        answered = 0
        for method in METHODS:
            if role and "tearoad_session" not in visitor.cookies:  # at first, and after the way out
                visitor.demo(role)
            answer = ask(visitor, method, path)
            if answer.status != NO_SUCH_METHOD:
                answered += 1
                told = f"{method} {path} as {role or 'nobody'}: {answer.status} {answer.location}"
                assert denied(answer) == (may(roles, *right_of(pattern)) is None), told
        assert answered, f"{path} has neither {' nor '.join(METHODS)}"


@pytest.mark.parametrize("role", [*ROLES, ""])
def test_keys_open_what_the_matrix_and_their_scopes_open(demo_site: Site, role: str) -> None:
    headers = {"Authorization": f"Bearer {key_of(demo_site, role)}"} if role else {}
    visitor = Visitor(demo_site.url)
    for path, pattern in routes():
        if not path.startswith(API):
            continue
        for method in METHODS:
            resource, action = right_of(pattern, method)
            roles = [role] if role and f"{resource}:{action}" in key_scopes([role]) else []
            answer = visitor.ask(method, path, b"{}", {"Content-Type": "application/json", **headers})
            assert answer.status < 500, f"{method} {path}: {answer.status}"
            if answer.status != NO_SUCH_METHOD:
                told = f"{method} {path} as {role or 'nobody'}: {answer.status}"
                assert denied(answer) == (may(roles, resource, action) is None), told


def test_sessions_open_nothing_of_the_api(demo_site: Site) -> None:
    visitor = Visitor(demo_site.url, address="127.0.0.2").demo("operator")
    for path, pattern in routes():
        if path.startswith(API):
            for method in METHODS:
                if may((), *right_of(pattern, method)) is None:
                    assert visitor.ask(method, path, b"{}", {}).status in (401, NO_SUCH_METHOD)


def test_where_it_is_no_demo_nobody_has_the_demo_s_rights(real_site: Site) -> None:
    visitor = Visitor(real_site.url)
    for path, pattern in routes():
        if not path.startswith(API):
            answer = visitor.get(path)
            if answer.status != NO_SUCH_METHOD:
                assert denied(answer) == (may([], *right_of(pattern)) is None), path


def test_staff_get_nowhere_without_the_second_factor(real_site: Site) -> None:
    make_operator(real_site, "olga")
    visitor = Visitor(real_site.url)
    answer = visitor.sign_in("olga", PASSWORD)
    assert (answer.status, answer.location) == (302, "/account/second-factor")
    paying = {"/account/second-factor", "/account/second-factor/new"}
    for path, pattern in routes():
        if path.startswith(API) or path in paying or path == "/sign-out":
            continue
        for method in METHODS:
            answer = ask(visitor, method, path)
            if answer.status != NO_SUCH_METHOD and may((), *right_of(pattern)) is None:
                assert denied(answer), path
                if may(["operator"], *right_of(pattern)):
                    assert answer.location.startswith("/account/second-factor"), path
