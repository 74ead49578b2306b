"""Keys of files and what they seal: nobody else reads it, and it opens only where it stood."""

import signal
import subprocess
import sys
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


@given(st.binary(max_size=200), st.text(max_size=20))
def test_so_do_bytes(data: bytes, where: str) -> None:
    where = where.encode(errors="replace").decode()
    sealed = SEAL.seal_bytes(data, where)
    assert sealed.startswith(b"k0002.")
    assert SEAL.open_bytes(sealed, where) == data
    for other, place in (
        (sealed, where + "x"),
        (sealed[:-1], where),
        (b"k0001" + sealed[5:], where),
        (b"k0002.", where),
    ):
        with pytest.raises(BadInput, match="does not open"):
            SEAL.open_bytes(other, place)
    with pytest.raises(BadInput, match="not in the folder"):
        SEAL.open_bytes(b"\xff" + sealed, where)
    assert SEAL.fingerprint_of(data) == SEAL.fingerprint_of(bytes(data))
    assert SEAL.fingerprint_of(data) != SEAL.fingerprint_of(data + b"x")


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


def test_keys_under_other_names_are_missed_and_none_is_made(tmp_path: Path) -> None:
    """A new one would bear the name of the one that was there, and open nothing of it."""
    keys_of(tmp_path)
    (tmp_path / FOLDER / FIRST).rename(tmp_path / FOLDER / f"{FIRST}.old")
    with pytest.raises(BadInput, match="no key by the name of one, expected k0001"):
        keys_of(tmp_path)


def test_another_key_of_the_same_name_is_named() -> None:
    sealed = SEAL.seal("Анна", "a")
    with pytest.raises(BadInput, match="a does not open with the key 'k0002': that is another one"):
        Seal({"k0002": b"3" * 32}).open(sealed, "a")


@given(st.text(st.characters(exclude_categories=("Cs",))), st.text(st.characters(exclude_categories=("Cs",))))
def test_fingerprints_are_alike_for_the_same_text_and_the_same_keys_alone(one: str, other: str) -> None:
    assert (SEAL.fingerprint(one) == SEAL.fingerprint(other)) == (one == other)
    assert SEAL.fingerprint(one) == Seal({"k0001": b"1" * 32}).fingerprint(one)  # the newest key changes none
    assert SEAL.fingerprint(one) != Seal({"k0001": b"2" * 32}).fingerprint(one)


@pytest.mark.parametrize("text", ["", "abc", "zz" * 32, "00" * 31, "ключ"])
def test_what_is_no_key_is_refused(tmp_path: Path, text: str) -> None:
    keys_of(tmp_path)
    (tmp_path / FOLDER / FIRST).write_text(text)
    with pytest.raises(BadInput, match="not a key of ours"):
        keys_of(tmp_path)


KILLED = """
import os, pathlib, secrets, signal, sys
from tearoad.boot import keys

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def write(count):
    return die() if count == keys.KEY_BYTES else "0" * count

where = sys.argv[2]
if where == "write":
    secrets.token_hex = write
elif where == "unlink":
    pathlib.Path.unlink = die
else:
    setattr(os, where, die)
keys.keys_of(pathlib.Path(sys.argv[1]))
"""


@pytest.mark.parametrize("where", ["write", "fsync", "link", "unlink"])
def test_killed_while_it_makes_one_leaves_none_or_a_whole_one(tmp_path: Path, where: str) -> None:
    child = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), where], check=False)
    assert child.returncode == -signal.SIGKILL
    assert (tmp_path / FOLDER / FIRST).exists() == (where == "unlink")
    assert list(keys_of(tmp_path)) == [FIRST]
