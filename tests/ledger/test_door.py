"""What the door says of a batch; each way in which a row cannot be written is a case of the ledger's contract."""

from hypothesis import given
from hypothesis import strategies as st

from tearoad.ledger.door import refused_at_the_door
from tearoad.ledger.transfer import Kind, Transfer
from tearoad.ledger.verdict import KEPT, LAST_MOMENT, MOST_MINOR, Verdict

G, H = f"{1:032x}", f"{2:032x}"
SOUND = Transfer("7" * 32, Kind.HOLD, "escrow:RUB", "fee:RUB", 5, None, 1_760_000_000, None, 1_760_000_001)
ANYTHING = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.binary() | st.lists(st.none())
)
FIELDS = st.fixed_dictionaries({}, optional=dict.fromkeys(Transfer._fields, ANYTHING))


def in_groups(*groups: str | None) -> list[Transfer]:
    return [SOUND._replace(transfer_id=f"{at + 1:032x}", group=group) for at, group in enumerate(groups)]


def test_the_widest_row_comes_in() -> None:
    for amount in (-MOST_MINOR, 0, MOST_MINOR):
        row = SOUND._replace(amount_minor=amount, at=LAST_MOMENT - 1, expires_at=0, group=G, hold_id="f" * 32, kind=3)
        assert refused_at_the_door([row]) == {}
    assert refused_at_the_door([SOUND._replace(at=0, debit="казна:RUB", credit="x")]) == {}


def test_groups_stand_one_row_after_another() -> None:
    assert refused_at_the_door(in_groups(G, G, H, H, None, None)) == {}
    no = Verdict.NO_GROUP
    assert refused_at_the_door(in_groups(G, H, G, H)) == {0: no, 1: no, 2: no, 3: no}
    assert refused_at_the_door(in_groups(G, None, G, H)) == {0: no, 2: no}


def test_a_row_that_cannot_be_written_takes_its_group_with_it_and_keeps_its_own_reason() -> None:
    rows = in_groups(G, G, G, None, H)
    rows[1] = rows[1]._replace(amount_minor=1.5)
    assert refused_at_the_door(rows) == {0: Verdict.LINKED, 1: Verdict.NOT_WHOLE, 2: Verdict.LINKED}
    rows = in_groups(G, H, G)
    rows[0] = rows[0]._replace(kind=7)
    assert refused_at_the_door(rows) == {0: Verdict.NO_KIND, 2: Verdict.NO_GROUP}


@given(st.lists(FIELDS, max_size=6))
def test_the_door_stands_whatever_comes(changes: list[dict[str, object]]) -> None:
    said = refused_at_the_door([SOUND._replace(**change) for change in changes])
    assert set(said) <= set(range(len(changes)))
    assert not set(said.values()) & (set(KEPT) - {Verdict.LINKED, Verdict.NO_ACCOUNT})
