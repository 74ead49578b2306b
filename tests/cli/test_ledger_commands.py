"""`ledger` and `check` as a user meets them: tables, one JSON document, one line for bad input."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import Done, called
from databases import a_name, migrated_data_base

from tearoad.boot.chart import own_chart
from tearoad.boot.road import drop_data_base, open_road
from tearoad.cli.demo_commands import demo_orders, stock_demo
from tearoad.cli.ledger_tables import on_its_side, trial_balance
from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS
from tearoad.operations.play import play
from tearoad.operations.statement_view import AccountState, Sums

COUNT = 1_500


def tearoad(*words: object, url: str | None = None, home: Path | None = None) -> Done:
    environment = {"TEAROAD_DATABASE_URL": url or ""} | ({"TEAROAD_HOME": str(home)} if home else {})
    return called(*words, **environment)


def document(*words: object, url: str) -> dict:
    done = tearoad(*words, "--json", url=url)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def url(server_url: str) -> Iterator[str]:
    """A data base in which some orders have gone their road."""
    name = a_name()
    found = migrated_data_base(server_url, name)
    with open_road(found) as road:
        stock_demo(road, COUNT)
        play(road.platform, demo_orders(road.corridor, COUNT)[:60], ASSUMED_WEIGHT_GRAMS, lambda more: None)
    yield found
    drop_data_base(server_url, name)


def test_the_trial_balance(url: str) -> None:
    found = document("ledger", "balance", "--accounts", "--language", "ru", url=url)
    for one in found["currencies"].values():
        assert one["balanced"]
        assert one["debits_minor"] == one["credits_minor"] == sum(kind["debits_minor"] for kind in one["kinds"])
        for kind in one["kinds"]:
            known = own_chart()[kind["kind"]]
            assert (kind["title"], kind["side"]) == (known.title["ru"], known.side)
            assert kind["count"] == len(kind["accounts"])
            assert kind["balance_minor"] == sum(account["balance_minor"] for account in kind["accounts"])
    shown = tearoad("ledger", "balance", "--accounts", url=url)
    assert "balances" in shown.stdout
    assert "escrow:RUB" in shown.stdout
    assert "escrow:RUB" not in tearoad("ledger", "balance", url=url).stdout
    early = document("ledger", "balance", "--on", "2001-01-01", url=url)
    assert early == {"on": "2001-01-01", "currencies": {}}


def test_a_balance_stands_on_its_side_and_unknown_kinds_by_their_name() -> None:
    sums = Sums(70, 100, 0, 5)
    assert (on_its_side(sums, "credit"), on_its_side(sums, "debit")) == (30, -30)
    rows = [AccountState(name, None, None, False, sums) for name in ("zzz:RUB", "fee:RUB", "escrow:RUB", "aaa:RUB")]
    (found,) = trial_balance(rows, own_chart())
    assert [kind.what for kind in found.kinds] == ["escrow", "fee", "aaa", "zzz"]
    assert found.kinds[2].title["zh"] == "aaa"
    assert not found.balanced


def test_statements(url: str, tmp_path: Path) -> None:
    found = document("ledger", "statement", "escrow:RUB", url=url)
    assert found["entries"] > len(found["first"]) == 20
    assert (found["opening"]["balance_minor"], found["from"], found["to"]) == (0, None, None)
    shown = tearoad("ledger", "statement", "escrow:RUB", url=url).stdout
    assert f"{found['entries'] - 20} more entries" in shown
    for name in ("s.csv", "s.parquet"):
        written = document("ledger", "statement", "escrow:RUB", "-o", tmp_path / name, url=url)
        assert written == {**found, "file": str(tmp_path / name), "first": []}
    assert (tmp_path / "s.csv").read_text().count("\n") == found["entries"] + 1
    month = document("ledger", "statement", "escrow:RUB", "--from", "2025-10-01", "--to", "2025-10-20", url=url)
    assert (month["from"], month["to"]) == ("2025-10-01", "2025-10-20")
    assert month["closing"]["balance_minor"] == month["opening"]["balance_minor"] + month["moved"]["balance_minor"]


def test_accounts(url: str) -> None:
    found = document("ledger", "accounts", "escrow", url=url)
    assert [(one["account"], one["floor"], one["ceiling"], one["closed"]) for one in found] == [
        ("escrow:RUB", 0, None, False)
    ]
    assert "no account" in tearoad("ledger", "accounts", "nobody", url=url).stdout
    assert len(document("ledger", "accounts", url=url)) > 5


def test_bad_input_is_one_line(url: str, tmp_path: Path) -> None:
    for words, said in (
        (("statement", "nobody:RUB"), "no account 'nobody:RUB'"),
        (("statement", "fee:RUB", "--from", "soon"), "--from 'soon'"),
        (("statement", "fee:RUB", "--to", "2025-02-30"), "--to '2025-02-30'"),
        (("statement", "fee:RUB", "--from", "2025-01-02", "--to", "2025-01-02"), "expected a later day"),
        (("statement", "fee:RUB", "--from", "1969-12-31"), "between 1970"),
        (("statement", "fee:RUB", "-o", tmp_path / "none" / "s.csv"), "No such file"),
        (("statement", "fee:RUB", "-o", tmp_path / "s.xlsx"), "expected a name that ends in"),
        (("statement", "fee:RUB", "-o", tmp_path), "expected a name that ends in"),
        (("balance", "--on", "x"), "--on 'x'"),
        (("balance", "--language", "fr"), "--language 'fr'"),
        (("close", "--before", "9000-01-01"), "the road's clock stands at"),
    ):
        done = tearoad("ledger", *words, url=url)
        assert (done.returncode, done.stderr.count("\n"), done.stdout) == (2, 1, ""), done.stderr
        assert said in done.stderr


def test_a_period_is_closed(migrated_url: str) -> None:
    empty = tearoad("ledger", "close", "--before", "1970-01-01", url=migrated_url)
    assert (empty.returncode, empty.stderr.count("\n")) == (2, 1)
    assert "no books here yet" in empty.stderr
    with open_road(migrated_url) as road, road.store.unit() as unit:
        unit.roads.move_clock(1_760_054_400)
    closed = document("ledger", "close", "--before", "2025-10-01", url=migrated_url)
    assert closed == {"closed_before": "2025-10-01T00:00:00Z", "was_closed_before": None}
    again = tearoad("ledger", "close", "--before", "2025-09-01", url=migrated_url)
    assert (again.returncode, again.stdout) == (0, "closed already: everything before 2025-10-01T00:00:00Z\n")


def test_where_there_are_no_books_yet(tmp_path: Path, migrated_url: str) -> None:
    for words in (("balance",), ("accounts",), ("statement", "fee:RUB")):
        done = tearoad("ledger", *words, home=tmp_path / "home")
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert "no books here yet" in done.stderr
    assert not (tmp_path / "home").exists()
    assert "empty" in tearoad("ledger", "balance", url=migrated_url).stdout


def test_the_head_of_the_chain(url: str) -> None:
    head = document("check", "--no-source", url=url)["head"]
    good = f"{head['batch']}:{head['digest']}"
    kept = tearoad("check", "--no-source", "--expect-head", good, url=url)
    assert (kept.returncode, kept.stdout) == (0, "check: the road: every rule holds\n")
    for wrong in (f"{head['batch'] + 1}:{head['digest']}", f"{head['batch']}:{'0' * 64}"):
        lost = tearoad("check", "--no-source", "--expect-head", wrong, "--json", url=url)
        assert lost.returncode == 1
        assert json.loads(lost.stdout)["broken"][0]["first"] == [wrong]
    bad = tearoad("check", "--no-source", "--expect-head", "12", url=url)
    assert (bad.returncode, bad.stderr.count("\n")) == (2, 1)
