"""The table of service indicators: every pair of letters once, with a source and a status."""

from pathlib import Path

import pycountry
import pytest

from tearoad.kernel.s10 import ISSUER, SERVICE, UNSURE, USE_SHIFT, USES
from tearoad.post.services import Services, Use, issuer_table, service_table
from tearoad.terms.refusal import BadInput
from tearoad.wire.s10 import FILE, own_tables, read_services

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Some pairs of letters and who may use them, as published.
PUBLISHED = {
    Use.UNASSIGNED: "AA AU FA FZ GB GC GE GZ IA IZ OA QN QZ XA YZ",
    Use.HOME: "AV AZ BA BZ DA DZ GA GD NA NZ PA PZ ZA ZZ",
    Use.INTERNATIONAL: "CA CY EA EW HA HW LA LY MA MZ QA QM RA RX UA UZ VA VZ",
    Use.BILATERAL: "CZ EX EY EZ HZ LZ RZ",
    Use.MULTILATERAL: "HX HY",
    Use.RESERVED: "JA JZ KA KZ SA SZ TA TZ WA WZ",
}


def bits(pair: str) -> int:
    return int(own_tables().services[LETTERS.index(pair[0]), LETTERS.index(pair[1])])


def test_every_pair_of_letters_stands_in_exactly_one_row() -> None:
    pairs = [first + second for first in LETTERS for second in LETTERS]
    rows = read_services()
    for pair in pairs:
        holders = [row for row in rows if row.first <= pair <= row.last]
        assert len(holders) == 1, pair
        assert bits(pair) >> USE_SHIFT & USES == holders[0].use
    assert len(pairs) == own_tables().services.size == 676


@pytest.mark.parametrize(("use", "pair"), [(use, pair) for use, pairs in PUBLISHED.items() for pair in pairs.split()])
def test_who_may_use_a_service_is_as_published(use: Use, pair: str) -> None:
    assert Use(bits(pair) >> USE_SHIFT & USES) is use
    assert bool(bits(pair) & SERVICE) == (use in (Use.UNASSIGNED, Use.RESERVED)) == (not use.valid)


def test_every_row_says_where_it_is_from_and_what_is_unverified_is_marked() -> None:
    rows = read_services()
    assert all(row.source and row.status in ("verified", "unverified") for row in rows)
    unsure = {row.first for row in rows if row.status == "unverified"}
    assert unsure == {"OA", "QN", "RZ", "XA", "YA"}
    assert {row.first for row in rows if bits(row.first) & UNSURE} == unsure


def test_issuers_are_the_countries_of_iso_3166() -> None:
    issuers = own_tables().issuers
    known = {LETTERS[a] + LETTERS[b] for a in range(26) for b in range(26) if not issuers[a, b] & ISSUER}
    assert known == {country.alpha_2 for country in pycountry.countries}
    assert {"CN", "RU", "KZ", "BY", "HK"} < known
    assert not known & {"XX", "ZZ", "AA", "UK"}


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('letters = "OA-OZ"', 'letters = "OA-OY"', "OZ stands in 0 rows"),
        ('letters = "GD"', 'letters = "GC-GD"', "GC stands in 2 rows"),
        ('letters = "GD"', 'letters = "gd"', "expected two pairs of letters"),
        ('letters = "GD"', 'letters = "GD-HD"', "of one first letter"),
        ('use = "reserved"', 'use = "kept"', "Invalid enum value 'kept'"),
        ('source = "memory"', 'source = "hearsay"', "'hearsay', expected one of"),
        ('status = "verified"', 'status = "sure"', "Invalid enum value 'sure'"),
    ],
)
def test_a_table_that_is_not_whole_is_refused(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    path = tmp_path / "services.toml"
    path.write_text(FILE.read_text("utf-8").replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises((BadInput, ValueError), match=said):
        service_table(read_services(path))


def test_what_is_no_pair_of_letters_is_refused() -> None:
    with pytest.raises(ValueError, match="expected two letters"):
        issuer_table(["CN", "Ru"])
    with pytest.raises(ValueError, match="expected two pairs"):
        Services("CB", "CA", Use.HOME, "", "", "")
