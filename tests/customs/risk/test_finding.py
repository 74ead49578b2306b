"""Findings of officers become labels; what nobody inspected has none."""

from itertools import permutations
from pathlib import Path

from declared import declared, written

from tearoad.customs.risk.declarations import NOT_INSPECTED
from tearoad.customs.risk.finding import Finding, labelled
from tearoad.wire.import_declarations import read_declarations


def test_the_last_finding_stands(tmp_path: Path) -> None:
    frame = declared(4, **{"Declaration ID": ["a", "b", "c", "d"], "Fraud": 1})
    items = read_declarations(written(tmp_path / "rows.csv", frame))
    findings = [
        Finding("a", 10, True), Finding("a", 20, False), Finding("b", 5, False),
        Finding("b", 5, True), Finding("d", 1, False), Finding("unknown", 1, True),
    ]  # fmt: skip
    for order in permutations(findings):
        found = labelled(items, order)
        assert found.items.fraud.tolist() == [0, 1, NOT_INSPECTED, 0]
        assert (found.findings, found.without_row) == (6, 1)
    assert items.fraud.tolist() == [1, 1, 1, 1]
