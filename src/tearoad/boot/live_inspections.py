"""How inspections are chosen of what is lodged live: kept in the state folder, read when the site begins to serve.

Until somebody says so only checks and what they ask for decide. Capacities are those of the road's customs offices.
"""

import json
from pathlib import Path
from typing import NamedTuple

from tearoad.boot.road import CORRIDOR
from tearoad.boot.sealing import Seal
from tearoad.boot.whole_file import write_whole
from tearoad.customs.risk.model import Model
from tearoad.customs.risk.rules import Rule
from tearoad.operations.inspect_items import Inspecting
from tearoad.terms.refusal import BadInput
from tearoad.wire.customs_ways import read_inspections
from tearoad.wire.risk_models import read_model, write_model
from tearoad.wire.risk_rules import read_rules
from tearoad.wire.shipped import corridor_folder


class Live(NamedTuple):
    """Of what checks and `rules` leave of a capacity `random_share` is drawn by lot, all of it without a `model`."""

    random_share: float
    model: Model | None
    rules: tuple[Rule, ...]


def live_of(home: Path) -> Live | None:
    """None where nobody asked for it. `BadInput` where what was kept is damaged."""
    file = _file(home)
    if not file.exists():
        return None
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        version, share = said["model"], float(said["random_share"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{file}: {error}; say it anew with `tearoad risk live`") from None
    return Live(share, read_model(_model(home, version)) if version else None, read_rules())


def begin_live(home: Path, model: Path | None, random_share: float) -> Live:
    """From the next start on. The model is copied, so that its file may go."""
    found = Live(random_share if model else 1.0, read_model(model) if model else None, read_rules())
    if found.model:
        write_model(_model(home, found.model.version), found.model)
    file = _file(home)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    said = {"model": found.model.version if found.model else None, "random_share": found.random_share}
    write_whole(file, json.dumps(said).encode())
    return found


def end_live(home: Path) -> None:
    """From the next start on only checks decide again."""
    _file(home).unlink(missing_ok=True)


def capacities() -> dict[str, int]:
    """Inspections a day of each customs office of the road."""
    return read_inspections(corridor_folder(CORRIDOR))


def inspecting(live: Live, seal: Seal) -> Inspecting:
    """What lodging chooses with; the lot hangs on a key of the state folder."""
    return Inspecting(capacities(), live.random_share, lambda name: int(seal.fingerprint(f"lot {name}")[:16], 16))


def _file(home: Path) -> Path:
    return home / "risk" / "live.json"


def _model(home: Path, version: str) -> Path:
    return home / "risk" / f"{version}.npz"
