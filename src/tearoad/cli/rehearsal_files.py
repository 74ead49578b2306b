"""The folder of a rehearsal: finished replications, so that a second run goes on from them; tables; the manifest."""

import json
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from tearoad.boot.rehearsal import Question, scenario
from tearoad.terms.refusal import BadInput
from tearoad.twin.measure import Measured
from tearoad.twin.replicate import Replication
from tearoad.twin.results import RehearsalResult
from tearoad.twin.scenario import Scenario

PACKAGES = ("tearoad", "numpy", "numba", "polars", "joblib", "altair")
TABLES = ("summary", "hours", "days", "differences", "published")


@dataclass
class Folder:
    """Where a rehearsal is kept; replications lie under a name made of everything that they depend on."""

    path: Path
    question: Question
    place: Path = field(init=False)

    def __post_init__(self) -> None:
        self.place = self.path / "replications" / digest_of(self.question)
        try:
            self.place.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInput(f"{self.path}: {error.strerror}: expected a folder that can be written to") from None

    def keep(self, one: Replication) -> Replication:
        """Tables first, and the small file that says that they are whole at last; given back as `kept` gives it."""
        for name, found in one.found.items():
            found.hours.lazy().sink_parquet(self.place / f"{one.number:05}-{name}-hours.parquet")
            found.days.write_parquet(self.place / f"{one.number:05}-{name}-days.parquet")
        metrics = {name: dict(found.metrics) for name, found in one.found.items()}
        draft = self.place / f"{one.number:05}.draft"
        draft.write_text(json.dumps({"fits": one.fits, "seconds": one.seconds, "metrics": metrics}), encoding="utf-8")
        draft.rename(self.place / f"{one.number:05}.json")
        return self.kept(one.number) or one

    def kept(self, number: int) -> Replication | None:
        """A replication that lies here, of this run or an earlier one; its hours are read when they are asked for.

        None where there is none, or not the whole of it.
        """
        names = [self.place / f"{number:05}-{Path(name).stem}" for name in self.question.names]
        hours = [path.with_name(f"{path.name}-hours.parquet") for path in names]
        days = [path.with_name(f"{path.name}-days.parquet") for path in names]
        try:
            said = json.loads((self.place / f"{number:05}.json").read_text(encoding="utf-8"))
            tables = zip(said["metrics"].items(), hours, days, strict=True)
            found = {
                name: Measured(metrics, pl.scan_parquet(one), pl.read_parquet(other))
                for (name, metrics), one, other in tables
                if one.exists()
            }
        except (OSError, ValueError, KeyError, pl.exceptions.PolarsError):
            return None
        if len(found) < len(hours):
            return None
        return Replication(number, found, said["fits"], said["seconds"])

    def write(self, result: RehearsalResult) -> None:
        """Tables as Parquet, the short ones as CSV too, and the manifest."""
        for name in TABLES:
            table: pl.DataFrame = getattr(result, name)
            table.write_parquet(self.path / f"{name}.parquet")
            if name != "hours":
                table.write_csv(self.path / f"{name}.csv")
        text = json.dumps(dict(result.manifest), ensure_ascii=False, indent=1)
        (self.path / "manifest.json").write_text(text, encoding="utf-8")


def digest_of(question: Question) -> str:
    """Of the scenarios, the seed, who is on the road at the start, and the versions that reckon."""
    parts: list[Any] = [question.seed, [version(name) for name in PACKAGES]]
    parts += [(name, scenario(name).digest) for name in question.names]
    if question.begun:
        begun = question.begun
        parts += [begun.at, begun.last, begun.live, sorted(begun.running.items())]
        columns = [getattr(begun.travellers, item.name) for item in fields(begun.travellers)]
        parts += [sha256(column.tobytes()).hexdigest() for column in columns]
    return sha256(repr(parts).encode()).hexdigest()[:16]


def manifest_of(
    question: Question, scenarios: Sequence[Scenario], done: Sequence[Replication], seconds: float, workers: int
) -> dict[str, object]:
    """What would be needed to do it again."""
    return {
        "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "seconds": round(seconds, 2),
        "workers": workers,
        "seed": question.seed,
        "replications": [one.number for one in done],
        "kept": [one.number for one in done if one.fits],
        "scenarios": {one.name: one.digest for one in scenarios},
        "digest": digest_of(question),
        "from_live": bool(question.begun and question.begun.live),
        "verdicts_of_lines": dict(question.begun.verdicts) if question.begun else {},
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES},
    }
