"""Keys of files and what they seal: nobody else reads it, and it opens only where it stood."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.boot.keys import FIRST, FOLDER, keys_of, make_key
from tearoad.boot.sealing import Seal
from tearoad.terms.refusal import BadInput

SEAL = Seal({"k0001": b"1" * 32, "k0002": b"2" * 32})


@given(st.text(), st.text(max_size=20))
def test_what_is_sealed_opens_where_it_stood(text: str, where: str) -> None:
    text, where = (part.encode(errors="replace").decode() for part in (text, where))
    sealed = SEAL.seal(text, where)
    assert sealed.startswith("k0002.")
    assert SEAL.open(sealed, where) == text
    assert sealed != SEAL.seal(text, where)
    with pytest.raises(BadInput, match="does not open"):
        SEAL.open(sealed, where + "x")


@pytest.mark.parametrize("change", [lambda s: s[:-4], lambda s: s[:30] + "A" + s[31:], lambda s: "k0001" + s[5:],
                                    lambda s: s[:6] + "???", lambda s: "k0002."])  # fmt: skip
def test_what_was_changed_does_not_open(change: object) -> None:
    sealed = SEAL.seal("Анна Иванова", "a")
    changed = change(sealed)  # type: ignore[operator]
    assert changed != sealed
    with pytest.raises(BadInput, match="a does not open"):
        SEAL.open(changed, "a")


def test_a_key_that_is_gone_is_named() -> None:
    sealed = SEAL.seal("Анна", "a")
    with pytest.raises(BadInput, match="sealed with the key 'k0002', which is not in the folder"):
        Seal({"k0001": b"1" * 32}).open(sealed, "a")


def test_the_first_key_is_made_once_and_for_its_owner(tmp_path: Path) -> None:
    keys = keys_of(tmp_path)
    assert list(keys) == [FIRST]
    assert keys_of(tmp_path) == keys
    assert (tmp_path / FOLDER / FIRST).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / FOLDER).stat().st_mode & 0o777 == 0o700
    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == [FIRST]


def test_a_new_key_seals_and_the_old_one_opens(tmp_path: Path) -> None:
    sealed = Seal(keys_of(tmp_path)).seal("Анна", "a")
    assert make_key(tmp_path) == "k0002"
    both = Seal(keys_of(tmp_path))
    assert both.open(sealed, "a") == "Анна"
    assert both.seal("Анна", "a").startswith("k0002.")


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    keys_of(tmp_path)
    (tmp_path / FOLDER / FIRST).chmod(0o640)
    with pytest.raises(BadInput, match="can be read by others, expected mode 0600"):
        keys_of(tmp_path)


@pytest.mark.parametrize("text", ["", "abc", "zz" * 32, "00" * 31, "ключ"])
def test_what_is_no_key_is_refused(tmp_path: Path, text: str) -> None:
    keys_of(tmp_path)
    (tmp_path / FOLDER / FIRST).write_text(text)
    with pytest.raises(BadInput, match="not a key of ours"):
        keys_of(tmp_path)


def test_killed_while_it_makes_one_leaves_none_or_a_whole_one(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tearoad.boot.keys import keys_of; print(keys_of(Path(sys.argv[1])))"
    )
    for number in range(6):
        home = tmp_path / str(number)
        child = subprocess.Popen([sys.executable, "-c", code, str(home)], stdout=subprocess.DEVNULL)
        time.sleep(0.02 + 0.01 * number)
        child.send_signal(signal.SIGKILL)
        child.wait()
        assert list(keys_of(home)) == [FIRST]
