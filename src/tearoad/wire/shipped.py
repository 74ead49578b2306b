"""Where the data that ships with Tearoad lies."""

from pathlib import Path

from tearoad.terms.refusal import BadInput


def corridor_folder(name: str) -> Path:
    """A corridor that ships: in the package, or beside it in a checkout."""
    return _shipped("corridors", name)


def shipped_scenarios() -> Path:
    """The folder of scenarios."""
    return _shipped("scenarios", "")


def chart_file() -> Path:
    """The chart of accounts."""
    return Path(__file__).resolve().parents[1] / "ledger" / "chart.toml"


def edifact_subsets() -> Path:
    """The folder of subsets of UN/EDIFACT messages."""
    return Path(__file__).resolve().parent / "edifact" / "subsets"


def risk_rules_file() -> Path:
    """The rules of selection at the border."""
    return Path(__file__).resolve().parents[1] / "customs" / "risk" / "rules.toml"


def customs_ways_file() -> Path:
    """How declarations reach an office, and how long its people take."""
    return Path(__file__).resolve().parents[1] / "customs" / "ways.toml"


def _shipped(kind: str, name: str) -> Path:
    package = Path(__file__).resolve().parents[1]
    for folder in (package / f"_{kind}" / name, package.parents[1] / kind / name):
        if folder.is_dir():
            return folder
    raise BadInput(f"no {kind} {name!r} ship with this Tearoad")
