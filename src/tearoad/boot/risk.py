"""Risk as the operator asks for it: files by their paths; what was trained on a file is kept in the state folder."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tearoad.customs.risk.declarations import Declarations, fingerprints
from tearoad.customs.risk.evaluate import compare, evaluate, in_time_order
from tearoad.customs.risk.finding import labelled
from tearoad.customs.risk.history_of_an_office import opened
from tearoad.customs.risk.lookup import Lookup
from tearoad.customs.risk.model import Model
from tearoad.customs.risk.reasons import explained
from tearoad.customs.risk.rules import deciding
from tearoad.customs.risk.select import select
from tearoad.customs.risk.selected import told
from tearoad.customs.risk.train import SEED, TooLittle, made_from, train
from tearoad.terms.refusal import BadInput
from tearoad.wire.findings import read_findings
from tearoad.wire.import_declarations import read_declarations
from tearoad.wire.risk_models import read_model, write_model
from tearoad.wire.risk_rules import read_rules

SHARED_DATA = Path(__file__).resolve().parents[4] / "shared" / "data"  # beside the repository
TRAINING_FILE = SHARED_DATA / "customs_declarations_train.csv.gz"


class Asked(NamedTuple):
    """`capacity` inspections of each office on each day; of what rules leave of it, a share is drawn by lot."""

    capacity: int
    random_share: float
    seed: int
    rules: Path | None


class RiskDesk:
    """Every method raises BadInput, one line, for what cannot be done. `home` is the state folder."""

    def __init__(self, home: Path) -> None:
        self.models = home / "risk"

    def train(self, path: Path, out: Path | None, findings: Path | None = None) -> tuple[Model, Path]:
        """Trained anew and written to `out`, or to the state folder. What officers found in a table of `findings` takes
        the place of all labels of the file; how many findings there are, and how many of no row, the model says."""
        items = read_declarations(path, inspected=findings is None)
        counts: dict[str, int] = {}
        if findings:
            found = labelled(items, read_findings(findings))
            if found.findings == found.without_row:
                raise BadInput(f"{findings}: none of {found.findings} findings is of a row of {path}")
            items, counts = found.items, {"findings": found.findings, "findings_without_row": found.without_row}
        model = _measured(items)
        model = replace(model, about={**model.about, **counts})
        file = out or self._kept(model.version)
        write_model(file, model)
        return model, file

    def evaluate(self, path: Path, training: Path | None) -> dict[str, Any]:
        """Figures on the rows of a file. Models that were trained before on the same rows are read again."""
        items, past = read_declarations(path), self._past(training)
        model = self._model(past, _measured)
        try:
            few: Model | None = self._model(past.seen_by(opened(past, SEED)), train)
        except TooLittle:  # one in ten
            few = None
        found = evaluate(model, few, Lookup(past), items)
        return {**found, "training_rows": len(past), "in_time_order": model.about.get("in_time_order", [])}

    def compare(self, champion: Path, challenger: Path, path: Path) -> dict[str, Any]:
        """Two model files on the inspected rows of one file."""
        return compare(read_model(champion), read_model(challenger), read_declarations(path))

    def explain(
        self, path: Path, training: Path | None, model: Path | None, count: int, language: str
    ) -> list[dict[str, Any]]:
        """The items with the highest scores, each with its reasons. The file needs no findings."""
        items = read_declarations(path, inspected=False)
        return explained(self._chosen(model, training), items, count, language)

    def select(self, path: Path, training: Path | None, model: Path | None, asked: Asked) -> list[dict[str, Any]]:
        """Office by office and day by day: how many came, who chose how many inspections, and the items chosen."""
        items, rules = read_declarations(path, inspected=False), read_rules(asked.rules)
        if len(np.unique(items.item)) < len(items):
            raise BadInput(f"{path}: a Declaration ID stands twice, expected each once")
        office = fingerprints(items.words["office"])
        capacity = np.full(len(items), asked.capacity, dtype=np.int64)
        scores, rule = self._chosen(model, training).score(items), deciding(rules, items)
        found = select(office, items.day, items.item, scores, rule, rules, capacity, asked.random_share, asked.seed)
        return told(found, items, rules)

    def _chosen(self, model: Path | None, training: Path | None) -> Model:
        return read_model(model) if model else self._model(self._past(training), _measured)

    def _past(self, training: Path | None) -> Declarations:
        if training is None and not TRAINING_FILE.is_file():
            raise BadInput("--train: expected a file of inspected declarations; there is none beside the repository")
        return read_declarations(training or TRAINING_FILE)

    def _model(self, past: Declarations, make: Callable[[Declarations], Model]) -> Model:
        """The kept one; made where there is none or its file is damaged, and kept where it can be."""
        version = made_from(past)["version"]
        with suppress(BadInput):
            model = read_model(self._kept(version))
            if model.version == version:
                return model
        model = make(past)
        with suppress(BadInput):  # what was asked can be answered all the same
            write_model(self._kept(version), model)
        return model

    def _kept(self, version: str) -> Path:
        return self.models / f"{version}.npz"


def _measured(past: Declarations) -> Model:
    model = train(past)
    return replace(model, about={**model.about, "in_time_order": in_time_order(past)})
