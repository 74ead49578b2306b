"""What the pages are set up with: the secret that all processes share, and the hosts."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tearoad.boot.site import HOSTS, public_hosts, secret_of, site_of
from tearoad.terms.refusal import BadInput

URL = "postgresql://tearoad:pass@127.0.0.1:5432/road?sslmode=require"


def test_the_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    first = secret_of(home)
    assert len(first) >= 60
    assert secret_of(home) == first
    assert stat.S_IMODE((home / "secret").stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["secret"]
    assert secret_of(tmp_path / "other") != first


def test_many_who_make_it_at_once_have_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(lambda _: secret_of(tmp_path), range(16)))) == 1


@pytest.mark.parametrize(
    ("mode", "text", "said"),
    [(0o644, "x" * 60, "read by others"), (0o600, "short", "not a secret of ours"), (0o600, "é" * 60, "not a secret")],
)
def test_a_secret_that_is_none_is_refused(tmp_path: Path, mode: int, text: str, said: str) -> None:
    (tmp_path / "secret").write_text(text, encoding="utf-8")
    (tmp_path / "secret").chmod(mode)
    with pytest.raises(BadInput, match=said):
        secret_of(tmp_path)


def test_hosts() -> None:
    assert public_hosts("") == ()
    assert public_hosts(" Shop.Example ,www.shop.example,") == ("shop.example", "www.shop.example")
    for wrong in ("*", ".example.org", "https://shop.example", "shop.example:443", "shop", "-a.example", "a.example/b"):
        with pytest.raises(BadInput, match=HOSTS):
            public_hosts(wrong)


def test_the_site_has_the_data_base_with_a_pool(tmp_path: Path) -> None:
    site = site_of(URL, tmp_path, {HOSTS: "shop.example"})
    assert site.public_hosts == ("shop.example",)
    assert site.database["NAME"] == "road"
    assert site.database["OPTIONS"]["sslmode"] == "require"  # type: ignore[index]
    assert site.database["OPTIONS"]["pool"]["max_size"] == 8  # type: ignore[index]
