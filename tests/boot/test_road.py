"""A data base that cannot be had is named by kind: what is no URL, and a server that does not answer."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tearoad.boot.road import data_base, fresh_data_base, open_road
from tearoad.boot.settings import Settings
from tearoad.terms.refusal import BadInput, Unavailable

NO_URL = ("not a url", "mysql://x:secret@y/z", "postgresql://u:secret%zz@h/x", "x=1")


@pytest.mark.parametrize("url", NO_URL)
def test_what_is_no_url_is_refused_at_the_door_without_its_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadInput, match="URL cannot be read, expected postgresql://") as caught:
        data_base(Settings(tmp_path, url)).__enter__()
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("use", [lambda url: open_road(url).__enter__(), lambda url: fresh_data_base(url, "new")])
def test_a_server_that_does_not_answer_is_one_line(use: Callable[[str], object]) -> None:
    with pytest.raises(Unavailable, match="the data base does not answer") as caught:
        use("postgresql://127.0.0.1:1/x")
    assert "\n" not in str(caught.value)
    with pytest.raises(BadInput, match="URL cannot be read"):
        use("postgresql://127.0.0.1:1/x?connect_timeout=soon")
