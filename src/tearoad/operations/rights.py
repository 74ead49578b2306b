"""Who may do what: the matrix of roles, resources and actions (rights.toml), and the one question asked of it."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, get_args

Scope = Literal["own", "all"]
Action = Literal["read", "create", "change"]
Resource = Literal[
    "site", "control_room", "quote", "product", "basket", "order", "payment", "tracking", "parcel", "declaration",
    "scan", "account", "person", "api_key", "webhook", "metrics", "notice", "bank", "callback", "wallet",
    "item", "claim", "dispatch", "office",
]  # fmt: skip
Matrix = Mapping[str, Mapping[str, Mapping[str, Scope]]]

ACTIONS: Final = get_args(Action)
RESOURCES: Final = get_args(Resource)
ROLES: Final = ("buyer", "merchant", "officer", "post_worker", "bank_liaison", "operator", "auditor")
STAFF: Final = frozenset(ROLES) - {"buyer", "merchant"}  # they handle what is other people's
AT_OFFICES: Final = ("officer", "post_worker")
ANONYMOUS: Final = "anonymous"
DEMO_VISITOR: Final = "demo_visitor"
# What a key of a machine may never be given: a key that makes keys or operators outlives its revocation.
NOT_FOR_KEYS: Final = frozenset({"account", "person", "api_key"})


def understood(text: str) -> Matrix:
    """The matrix of a text in TOML; ValueError where it has a word that is none of ours, for that is a bug of ours."""
    matrix: Matrix = tomllib.loads(text)
    for role, resources in matrix.items():
        for resource, actions in resources.items():
            known = (
                role in (*ROLES, ANONYMOUS, DEMO_VISITOR)
                and resource in RESOURCES
                and all(action in ACTIONS and scope in get_args(Scope) for action, scope in actions.items())
            )
            if not known:
                raise ValueError(f"rights: {role}.{resource} = {actions!r} has a word that is none of ours")
    return matrix


MATRIX: Final = understood(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def may(role_names: Iterable[str], resource: str, action: str) -> Scope | None:
    """The widest scope that any of the roles has, or None; everybody has the rights of ANONYMOUS too."""
    return _may(tuple(role_names), resource, action)


@lru_cache(maxsize=4_096)
def _may(role_names: tuple[str, ...], resource: str, action: str) -> Scope | None:
    found = {MATRIX.get(role, {}).get(resource, {}).get(action) for role in (ANONYMOUS, *role_names)}
    if "all" in found:
        return "all"
    return "own" if "own" in found else None


def key_scopes(role_names: Iterable[str]) -> list[str]:
    """What a key may be allowed at most whose owner has these roles, beyond what needs no key: 'order:create' ..."""
    return list(_key_scopes(tuple(role_names)))


@lru_cache(maxsize=256)
def _key_scopes(roles: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        f"{resource}:{action}"
        for resource in RESOURCES
        if resource not in NOT_FOR_KEYS
        for action in ACTIONS
        if may(roles, resource, action) and not may((), resource, action)
    )
