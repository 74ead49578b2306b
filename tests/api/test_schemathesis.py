"""Schemathesis asks what the document allows, and much that it does not: nothing breaks, nothing is answered otherwise
than the document says.

One check is left out: that whatever has the right shape is accepted. Goods that are not sold, towns that are not there
and laws that give no answer have the right shape, and are refused by name.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from machines import Machine
from sites import Site

PROGRAM = Path(sys.executable).parent / "schemathesis"


@pytest.mark.parametrize(
    ("examples", "phases"),
    [(5, "examples,fuzzing"), pytest.param(40, "examples,coverage,fuzzing,stateful", marks=pytest.mark.full)],
)
def test_the_door_is_as_its_document_says(
    site: Site, machine: Machine, tmp_path: Path, examples: int, phases: str
) -> None:
    words = [
        str(PROGRAM),
        "run",
        f"{site.url}/api/v1/openapi.json",
        "--checks",
        "all",
        "--exclude-checks",
        "positive_data_acceptance",
        "--seed",
        "1",
        "--no-color",
    ]
    words += [
        "--max-examples",
        str(examples),
        "--phases",
        phases,
        "--header",
        f"Authorization: Bearer {machine.key}",
        "--rate-limit",
        "40/s",
    ]
    done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, _failures(done.stdout)


def _failures(said: str) -> str:
    """Without the bodies, which may be long."""
    return "\n".join(line[:400] for line in said.splitlines()[-80:])
