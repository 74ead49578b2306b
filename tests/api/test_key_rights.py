"""What a key opens: no more than its scopes, than its owner's roles, and what needs no key at all."""

import json
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tearoad.api import rights
from tearoad.api.rights import needs
from tearoad.boot.people import Caller
from tearoad.store.schema import configure

KEY = "tr_" + "a" * 60


def caller(*scopes: str, roles: tuple[str, ...] = ("buyer",)) -> Caller:
    return Caller(UUID(int=1), "anna", roles, frozenset(scopes), None, None)


def answered(
    monkeypatch: pytest.MonkeyPatch,
    resource: str,
    action: str,
    owner: Caller | None,
    said: str | None = f"Bearer {KEY}",
) -> HttpResponse:
    configure("dbname=never_opened")
    people = SimpleNamespace(key_owner=lambda key: owner if key == KEY else None)
    monkeypatch.setattr(rights, "desks", lambda: SimpleNamespace(people=people))

    @needs(resource, action)  # type: ignore[arg-type]
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.scope)  # type: ignore[attr-defined]

    assert view.right == (resource, action)  # type: ignore[attr-defined]
    headers = {} if said is None else {"HTTP_AUTHORIZATION": said}
    return view(RequestFactory().get("/api/v1/x", **headers))


def test_a_key_opens_what_its_scope_and_its_owner_s_role_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answered(monkeypatch, "order", "read", caller("order:read")).content == b"own"
    assert answered(monkeypatch, "order", "read", caller("order:read", roles=("auditor",))).content == b"all"
    for refused in (
        answered(monkeypatch, "order", "create", caller("order:read")),
        answered(monkeypatch, "order", "read", caller()),
        answered(monkeypatch, "metrics", "read", caller("metrics:read")),
    ):
        assert refused.status_code == 403
        assert json.loads(refused.content)["status"] == 403


def test_what_needs_no_key_is_open_with_any(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answered(monkeypatch, "quote", "read", caller()).content == b"all"
    assert answered(monkeypatch, "quote", "read", None, said=None).content == b"all"


@pytest.mark.parametrize("said", [None, "", "Bearer", "Bearer ", f"Basic {KEY}", f"Bearer {KEY}a", KEY])
def test_without_a_good_key_one_is_asked_for_it(monkeypatch: pytest.MonkeyPatch, said: str | None) -> None:
    refused = answered(monkeypatch, "order", "read", caller("order:read"), said=said)
    assert refused.status_code == 401
    assert refused["WWW-Authenticate"].startswith("Bearer")
    assert refused["Content-Type"] == "application/problem+json"


def test_a_bad_key_is_refused_even_where_none_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answered(monkeypatch, "quote", "read", None).status_code == 401
