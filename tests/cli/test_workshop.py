"""What tests need of the operating system is installed where that may be, and else named in one line."""

import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer

from tearoad.cli import workshop

CLUSTER = ("sed", "-ri", r"s/^#?(create_main_cluster) .*$/\1 = false/", workshop.CLUSTERS)
INSTALL = ("apt-get", "install", "-y", "-q", "--no-install-recommends")


class System:
    """Programs that are there, and what was run; what a package brings is there once it is installed."""

    def __init__(self, there: set[str], root: bool, sudo: bool, apt: bool = True) -> None:
        self.there, self.root, self.sudo, self.apt = there | ({"apt-get"} if apt else set()) | {"sudo"}, root, sudo, apt
        self.ran: list[tuple[str, ...]] = []

    def run(self, words: list[str], **more: object) -> SimpleNamespace:
        if "pytest" in words:
            return SimpleNamespace(returncode=0)
        self.ran.append(tuple(words))
        for needed in workshop.NEEDED:
            if needed.packages[0] in words:
                self.there.add(needed.program)
        return SimpleNamespace(returncode=0 if self.root or self.sudo else 1)


def exit_code(monkeypatch: pytest.MonkeyPatch, system: System) -> int:
    monkeypatch.setattr(workshop.os, "geteuid", lambda: 0 if system.root else 1000)
    monkeypatch.setattr(workshop.shutil, "which", lambda name: name if name in system.there else None)
    monkeypatch.setattr(workshop.subprocess, "run", system.run)
    with pytest.raises(typer.Exit) as ended:
        workshop.run_tests(SimpleNamespace(args=[]))
    return ended.value.exit_code


def test_nothing_is_installed_where_all_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    system = System({needed.program for needed in workshop.NEEDED}, root=True, sudo=False)
    assert exit_code(monkeypatch, system) == 0
    assert system.ran == []


@pytest.mark.parametrize("root", [True, False])
def test_it_installs_what_is_missing(monkeypatch: pytest.MonkeyPatch, root: bool) -> None:
    system = System({"chromium"}, root=root, sudo=True)
    assert exit_code(monkeypatch, system) == 0
    plain = [("apt-get", "update", "-q"), (*INSTALL, "postgresql-common"), CLUSTER, (*INSTALL, "postgresql-15")]
    assert system.ran == (plain if root else [("sudo", "-n", *words) for words in [("true",), *plain]])


def test_where_it_may_not_it_names_one_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CI", raising=False)
    for system in (System(set(), root=False, sudo=False), System(set(), root=True, sudo=False, apt=False)):
        assert exit_code(monkeypatch, system) == 0
        last = capsys.readouterr().err.splitlines()[-1]
        assert last == (
            "test: page tests, tests on PostgreSQL 15 skipped; for them: "
            "apt-get install chromium fonts-noto-cjk postgresql-15"
        )
    monkeypatch.setenv("CI", "true")
    assert exit_code(monkeypatch, System(set(), root=False, sudo=False)) == 1


def test_the_line_of_the_cluster_is_rewritten(tmp_path: Path) -> None:
    file = tmp_path / "createcluster.conf"
    file.write_text('# Create a "main" cluster\n#create_main_cluster = true\nssl = on\n')
    subprocess.run([*CLUSTER[:-1], str(file)], check=True)
    assert file.read_text() == '# Create a "main" cluster\ncreate_main_cluster = false\nssl = on\n'
