"""Rules: which hold for an item on its day at its office, which of them decides, and what their files may say."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from declared import declared, written

from tearoad.customs.risk.declarations import Declarations
from tearoad.customs.risk.rules import NO_RULE, Rule, deciding
from tearoad.terms.refusal import BadInput
from tearoad.wire.import_declarations import read_declarations
from tearoad.wire.risk_rules import MOST_BYTES, read_rules

DAYS = ["2020-01-31", "2020-02-01", "2020-02-29", "2020-03-01"]
GOOD = """[[rule]]
id = "a"
from = 2020-02-01
until = 2020-03-01
office = "10"
channel = "scan"
words = { hs = ["93", "01"] }
numbers = { tax_rate = [5, 10.5] }
source = "assumed"
"""


@pytest.fixture
def items(tmp_path: Path) -> Declarations:
    frame = declared(4, **{"Date": DAYS, "Office ID": "10", "HS6 Code": 930100, "Tax Rate": 10.0})
    return read_declarations(written(tmp_path / "rows.csv", frame))


def rule(channel: str = "open", office: str = "*", **conditions: Any) -> Rule:
    words, numbers = conditions.get("words", {}), conditions.get("numbers", {})
    return Rule(channel, date(2020, 2, 1), date(2020, 3, 1), office, channel, words, numbers, "assumed")


def test_days_are_half_open(items: Declarations) -> None:
    assert rule().holds(items).tolist() == [False, True, True, False]


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        (rule(office="10"), True), (rule(office="1"), False), (rule(words={"hs": ("01", "93")}), True),
        (rule(words={"hs": ("30",)}), False), (rule(numbers={"tax_rate": (10, 10)}), True),
        (rule(numbers={"tax_rate": (10.1, 20)}), False),
        (rule(words={"hs": ("93",)}, numbers={"net_mass": (0, 0)}), False),
    ],
)  # fmt: skip
def test_every_condition_has_to_hold(items: Declarations, asked: Rule, holds: bool) -> None:
    assert asked.holds(items).tolist() == [False, holds, holds, False]


def test_the_strongest_decides_and_of_equals_the_first(items: Declarations) -> None:
    rules = [rule("none"), rule("scan"), rule("documents"), rule("scan")]
    assert deciding(rules, items).tolist() == [NO_RULE, 1, 1, NO_RULE]
    assert deciding([], items).tolist() == [NO_RULE] * 4


def test_a_file_of_rules(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(GOOD)
    (one,) = read_rules(tmp_path / "rules.toml")
    assert one == Rule("a", date(2020, 2, 1), date(2020, 3, 1), "10", "scan", {"hs": ("93", "01")},
                       {"tax_rate": (5.0, 10.5)}, "assumed")  # fmt: skip


def test_the_rules_that_ship_have_sources() -> None:
    rules = read_rules()
    assert rules
    assert all(one.source.startswith("assumed: ") for one in rules)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("2020-03-01", "2020-02-01"), ("2020-02-01", "2020-02-01T00:00:00"), ('"scan"', '"look"'), ('"a"', '""'),
        ("hs =", "name ="), ("[5, 10.5]", "[10.5, 5]"), ("[5, 10.5]", "[5]"), ("[5, 10.5]", "[nan, 5]"),
        ('["93", "01"]', "[93]"), ('source = "assumed"', ""), ("[[rule]]", "[[rules]]"), ("id =", "id"),
        ('"a"', '"model"'), ('"a"', '"random"'), ('"a"', '"checks"'), ("[5, 10.5]", f"[5, {10**400}]"),
        ("[5, 10.5]", f"[5, {'1' * 5_000}]"), ("[5, 10.5]", "[" * 5_000), ("[[rule]]", "[rule]"),
        (GOOD, GOOD + GOOD), ('"assumed"', '"assumed"\nmore = 1'),
    ],
)  # fmt: skip
def test_a_bad_rule_is_one_line(tmp_path: Path, good: str, bad: str) -> None:
    (tmp_path / "rules.toml").write_text(GOOD.replace(good, bad))
    with pytest.raises(BadInput) as error:
        read_rules(tmp_path / "rules.toml")
    assert "\n" not in str(error.value)


def test_a_file_of_rules_is_bounded(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(GOOD + "#" * MOST_BYTES)
    with pytest.raises(BadInput, match=f"more than {MOST_BYTES} bytes"):
        read_rules(tmp_path / "rules.toml")
