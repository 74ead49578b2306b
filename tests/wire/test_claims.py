"""The terms of claims are read strictly: anything amiss is one line with the file."""

from pathlib import Path

import pytest

from tearoad.terms.refusal import BadInput
from tearoad.wire.claims import FILE, own_terms, read_terms


def test_our_own_say_whether_they_were_verified() -> None:
    assert [(one.open_months, one.answer_months, one.status) for one in own_terms()] == [(6, 2, "unverified")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("open_months = 6", "open_months = 0"), "open_months"),
        (('status = "unverified"', 'status = "sure"'), "status"),
        (("settle_days = 30", ""), "settle_days"),
        (("[[terms]]", "[[term]]"), "term"),
        (("valid_from = 2000-01-01", "valid_from = 2000-13-01"), "claims.toml"),
    ],
)
def test_what_is_amiss_is_named(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    path = tmp_path / "claims.toml"
    path.write_text(FILE.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(BadInput, match=said):
        read_terms(path)


def test_no_two_begin_on_one_day(tmp_path: Path) -> None:
    path, text = tmp_path / "claims.toml", FILE.read_text(encoding="utf-8")
    path.write_text(text + text.partition("[[terms]]")[1] + text.partition("[[terms]]")[2], encoding="utf-8")
    with pytest.raises(BadInput, match="a day stands twice"):
        read_terms(path)
