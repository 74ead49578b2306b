"""The matrix of rights: complete, closed, and with what must never be in it."""

import pytest

from tearoad.operations.rights import (
    ACTIONS,
    ANONYMOUS,
    DEMO_VISITOR,
    MATRIX,
    RESOURCES,
    ROLES,
    STAFF,
    key_scopes,
    may,
    understood,
)


def test_every_role_has_rights_and_every_resource_has_somebody() -> None:
    assert set(MATRIX) == {*ROLES, ANONYMOUS, DEMO_VISITOR}
    assert {resource for resources in MATRIX.values() for resource in resources} == set(RESOURCES)


def test_the_widest_scope_counts_and_what_is_not_said_is_denied() -> None:
    assert may(["buyer"], "order", "read") == "own"
    assert may(["buyer", "auditor"], "order", "read") == "all"
    assert may([], "order", "read") is None
    assert may(["buyer"], "product", "change") is None
    assert may(["nobody"], "control_room", "read") is None
    assert may(["buyer"], "nothing", "read") is None


def test_everybody_has_the_rights_of_those_who_are_not_signed_in() -> None:
    for role in ROLES:
        for resource in RESOURCES:
            for action in ACTIONS:
                if may([], resource, action):
                    assert may([role], resource, action)


def test_who_is_not_signed_in_sees_nothing_of_other_people() -> None:
    open_to_all = {resource for resource, actions in MATRIX[ANONYMOUS].items() if "all" in actions.values()}
    assert open_to_all == {"site", "quote", "product", "tracking", "bank", "callback"}
    assert MATRIX[DEMO_VISITOR] == {"control_room": {"read": "all"}}


def test_an_auditor_changes_nothing_but_their_own_account() -> None:
    changes = {
        resource
        for resource in RESOURCES
        for action in ("create", "change")
        if may(["auditor"], resource, action) and not may([], resource, action)
    }
    assert changes == {"account", "api_key"}
    assert may(["auditor"], "account", "change") == "own"


def test_only_staff_see_everybody_s() -> None:
    for role in set(ROLES) - STAFF:
        assert all(scope == "own" for actions in MATRIX[role].values() for scope in actions.values()), role


def test_a_key_can_make_no_keys_and_has_no_more_than_its_owner() -> None:
    for role in ROLES:
        scopes = key_scopes([role])
        assert not [scope for scope in scopes if scope.startswith(("api_key:", "account:"))]
        assert all(may([role], *scope.split(":")) for scope in scopes)
    assert "order:create" in key_scopes(["buyer"])
    assert "order:create" not in key_scopes(["auditor"])


@pytest.mark.parametrize(
    "text",
    [
        "[stranger]\nsite = { read = 'all' }",
        "[buyer]\nships = { read = 'all' }",
        "[buyer]\nsite = { burn = 'all' }",
        "[buyer]\nsite = { read = 'some' }",
    ],
)
def test_a_word_that_is_none_of_ours_is_a_bug(text: str) -> None:
    with pytest.raises(ValueError, match="none of ours"):
        understood(text)
