"""A callback is believed by its signature, over exactly its body, within five minutes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.wire.banks.signature import TOLERANCE, Refused, refused
from tearoad.wire.webhook import signed

SECRET, OTHER = "whsec_" + "a" * 40, "whsec_" + "b" * 40
BODY, NOW, DAY = '{"id": "op-1"}', 1_790_000_000, 86_400


def headers(secret: str = SECRET, at: int = NOW, body: str = BODY, **changes: str) -> dict[str, str]:
    found = {name.lower(): text for name, text in signed(secret, "op-1", at, body).items()}
    return {**found, **{name.replace("_", "-"): text for name, text in changes.items()}}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (headers(), None),
        ({}, Refused.UNSIGNED),
        (headers(webhook_signature=""), Refused.UNSIGNED),
        (headers(webhook_timestamp="now"), Refused.UNSIGNED),
        (headers(webhook_timestamp="9" * 40), Refused.UNSIGNED),
        (headers(webhook_timestamp="\u0661"), Refused.UNSIGNED),
        (headers(OTHER), Refused.FORGED),
        (headers(body=BODY + " "), Refused.FORGED),
        (headers(webhook_id="op-2"), Refused.FORGED),
        (headers(webhook_timestamp=str(NOW + 1)), Refused.FORGED),
        (headers(webhook_signature="v1,AAAA"), Refused.FORGED),
        (headers(webhook_signature="v1, \u4e00"), Refused.FORGED),
        (headers(at=NOW - DAY), Refused.TOO_OLD),
        (headers(at=NOW + DAY), Refused.TOO_NEW),
        (headers(at=NOW - TOLERANCE), None),
        (headers(at=NOW - TOLERANCE - 1), Refused.TOO_OLD),
        (headers(at=NOW + TOLERANCE + 1), Refused.TOO_NEW),
    ],
)
def test_what_is_believed(said: dict[str, str], why: Refused | None) -> None:
    assert refused(SECRET, said, BODY.encode(), NOW) is why


def test_while_a_secret_changes_two_signatures_may_stand() -> None:
    both = headers(OTHER)["webhook-signature"] + " " + headers()["webhook-signature"]
    assert refused(SECRET, headers(webhook_signature=both), BODY.encode(), NOW) is None


@given(st.binary(max_size=60), st.dictionaries(st.sampled_from(list(headers())), st.text(max_size=60)))
def test_nothing_but_our_own_signature_is_believed(body: bytes, changes: dict[str, str]) -> None:
    said = {**headers(), **changes}
    assert refused(SECRET, said, body, NOW) is not None or (said == headers() and body == BODY.encode())
