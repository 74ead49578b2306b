"""Who a parcel is for: what may be said of them, and how little a list shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.operations.recipient import INN, LONGEST, Recipient, faults, masked

ANNA = Recipient("Анна Иванова", "+7 (900) 123-45-67", "ул. Ленина, 5", "101000", "5001 0073 2259")


def test_it_is_tidied_and_well() -> None:
    tidy = Recipient(f"  {ANNA.name} ", *ANNA[1:]).tidy()
    assert tidy == Recipient("Анна Иванова", "+79001234567", "ул. Ленина, 5", "101000", "500100732259")
    assert faults(tidy, INN) == {}


@pytest.mark.parametrize(
    "name",
    ["李小龙", "أحمد بن علي", "O'Hara <script>", "😀 Анна", "Ö", "\U0001f469\u200d\U0001f52c", "می\u200cخواهم",
     "क्\u200dष", "\u200fמשה", "\U0001fae8 Анна", "𠮷野家", "A\u0301"],
)  # fmt: skip
def test_names_of_any_script_are_kept(name: str) -> None:
    tidy = ANNA._replace(name=name, address=name).tidy()
    assert faults(tidy, INN) == {}
    assert tidy.name == tidy.address == name


def test_what_turns_a_line_around_is_left_out() -> None:
    tidy = Recipient("\u202eАнна\u2066", "\u202a+7 900\u200e 123-45-67\u202c", *ANNA[2:]).tidy()
    assert tidy == Recipient("Анна", "+79001234567", *ANNA.tidy()[2:])


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"name": ""}, {"name": "missing"}),
        ({"name": "x" * 201}, {"name": "too_long"}),
        ({"address": "a\0b"}, {"address": "bad_sign"}),
        ({"address": "a\x1b[31m"}, {"address": "bad_sign"}),
        ({"address": "a\u2028b"}, {"address": "bad_sign"}),
        ({"name": "\ud800"}, {"name": "bad_sign"}),
        ({"name": "\u200d\u200f"}, {"name": "missing"}),
        ({"phone": "call me"}, {"phone": "bad_phone"}),
        ({"phone": "1" * 16}, {"phone": "bad_phone"}),
        ({"identity": "500100732258"}, {"identity": "bad_identity"}),
        ({"identity": "7707083893"}, {"identity": "bad_identity"}),  # a company's
        ({"identity": ""}, {"identity": "missing"}),
        ({"postcode": "", "name": "x" * 10**6}, {"postcode": "missing", "name": "too_long"}),
    ],
)
def test_faults_are_named(changed: dict[str, str], found: dict[str, str]) -> None:
    assert faults(ANNA._replace(**changed).tidy(), INN) == found


def test_without_a_border_no_number_is_asked() -> None:
    assert faults(ANNA._replace(identity="").tidy(), None) == {}


TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=3, max_size=80)


@given(st.builds(Recipient, name=TEXT, phone=TEXT, address=TEXT, postcode=TEXT, identity=TEXT))
def test_a_mask_shows_no_whole_field(of: Recipient) -> None:
    shown = masked(of)
    assert of.address not in shown.address
    for field in ("phone", "identity", "postcode"):
        assert len(getattr(shown, field)) <= 3
    assert all(word == "…" or (len(word) == 2 and word[0].isalpha()) for word in shown.name.split())


def test_every_field_has_a_bound() -> None:
    assert set(LONGEST) == set(Recipient._fields)
