"""Why an attempt to pay is not made: each reason by itself, and which goes before which."""

import pytest

from tearoad.payments.attempt import CARD, CASH_CODE, WALLET, Standing, payment_id_of, refused
from tearoad.terms.refusal import Refusal

OPEN = Standing("anna", "RUB", 500, 1_000)


@pytest.mark.parametrize(
    ("standing", "method", "wallet", "why"),
    [
        (None, CARD, 0, Refusal.UNKNOWN_ORDER),
        (OPEN._replace(buyer="egor"), CARD, 0, Refusal.UNKNOWN_ORDER),
        (OPEN._replace(at_the_door=True), CARD, 0, Refusal.PAID_AT_THE_DOOR),
        (OPEN._replace(paid=True, due_minor=0), CARD, 0, Refusal.ALREADY_PAID),
        (OPEN._replace(due_minor=0), CARD, 0, Refusal.ORDER_CLOSED),
        (OPEN._replace(waits=True), WALLET, 500, Refusal.PAYMENT_WAITS),
        (OPEN, WALLET, 499, Refusal.NOT_COVERED),
        (OPEN, WALLET, 500, None),
        (OPEN, CARD, 0, None),
        (OPEN, CASH_CODE, 0, None),
    ],
)
def test_an_attempt_is_refused_by_name(
    standing: Standing | None, method: str, wallet: int, why: Refusal | None
) -> None:
    assert refused(standing, "anna", method, wallet) == why


def test_an_id_is_of_order_and_key_together() -> None:
    ids = {payment_id_of("a", "bc"), payment_id_of("ab", "c"), payment_id_of("a", "b"), payment_id_of("a", "bc")}
    assert len(ids) == 3
    assert {len(name) for name in ids} == {32}
