"""Reconciliation as an operator meets it: files in, a day compared, signed off, and one line for what is wrong."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from commands import told
from databases import migrated_data_base

from tearoad.boot.road import drop_data_base, open_road
from tearoad.ledger.transfer import Kind, Transfer
from tearoad.operations.advance import advance
from tearoad.operations.bank_ports import clearing_of
from tearoad.terms.days import day_start

OURS = "40702810900000000001"
FIRST = date(2026, 11, 11)
REGISTER = "operation,key,kind,amount,fee,currency,at,payout\n"
STATEMENT = "account,currency,number,first_day,last_day,opening,closing,entries,reference,end_to_end,amount,day,text\n"


@pytest.fixture
def url(server_url: str) -> Iterator[str]:
    """On its first day a payment of 1,000 roubles came to the road, whose clock stands two days later."""
    name = "tearoad_test_reconcile_commands"
    drop_data_base(server_url, name)
    made = migrated_data_base(server_url, name)
    with open_road(made) as road:
        advance(road.platform, day_start(FIRST))
        with road.store.unit() as unit:
            at = day_start(FIRST) + 60
            came = Transfer("a" * 32, Kind.DIRECT, clearing_of("roadpay", "RUB"), "escrow:RUB", 100_000, None, at)
            unit.ledger.post([came])
        advance(road.platform, day_start(FIRST + timedelta(days=2)))
    yield made
    drop_data_base(server_url, name)


@pytest.fixture
def banks(url: str, tmp_path: Path) -> "Banks":
    return Banks(url, tmp_path)


class Banks:
    """The commands, and files for them."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder

    def says(self, *words: object) -> tuple[int, str]:
        return told(self.url, "banks", *map(str, words))

    def wrong(self, *words: object) -> str:
        """The one line of what cannot be done."""
        status, line = self.says(*words)
        assert status == 2, line
        assert line.startswith("tearoad: ")
        assert "\n" not in line
        return line

    def file(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def register(self, amount: str = "1000.00", fee: str = "22.00", payout: str = "") -> Path:
        at = datetime(FIRST.year, FIRST.month, FIRST.day, 1, tzinfo=UTC).isoformat()
        row = f"op-1,{'a' * 32},charge,{amount},{fee},RUB,{at},{payout}\n"
        return self.file("register.csv", REGISTER + row)

    def statement(self, number: int = 1, closing: str = "978.00", opening: str = "0.00", account: str = OURS) -> Path:
        day = FIRST + timedelta(days=number)
        row = f"{account},RUB,{number},{day},{day},{opening},{closing},1,pay-1,,978.00,{day},payout\n"
        return self.file(f"statement-{number}.csv", STATEMENT + row)


def test_from_a_break_to_a_day_that_is_signed_off(banks: Banks) -> None:
    declared = f"account {OURS}, RUB, roadpay's payouts: "
    assert banks.says("account", OURS, "--currency", "RUB") == (0, f"{declared}declared")
    assert banks.says("account", OURS, "--currency", "RUB") == (0, f"{declared}was declared before")
    assert banks.says("breaks", "roadpay") == (0, "roadpay: no break is open")
    status, shown = banks.says("reconcile", "roadpay", "--on", FIRST)
    assert status == 1
    assert "roadpay on 2026-11-11: 0 operations, 0 payouts, 0 entries agree; 1 break open (1 new, 0 gone)" in shown
    assert shown.endswith("it adds up")
    assert shown.split("owner")[1].split()[:7] == ["cut-off", "a" * 32, "1", "000.00", "RUB", "0", "provider"]
    status, shown = banks.says("breaks", "roadpay", "--json")
    (found,) = json.loads(shown)["breaks"]
    assert (status, found["type"], found["amount_minor"], found["age"]) == (1, "cut-off", 100_000, 2)
    assert banks.says("register", "roadpay", banks.register()) == (0, "register of roadpay: 1 new")
    assert banks.says("register", "roadpay", banks.register()) == (0, "register of roadpay: 1 imported before")
    status, shown = banks.says("reconcile", "roadpay", "--on", FIRST, "--json")
    document = json.loads(shown)
    assert (status, document["breaks"], document["days"][0]["sums"]["in_transit"]) == (0, [], {"RUB": 97_800})
    assert banks.says("sign-off", "roadpay", FIRST, "--by", "olga") == (
        0,
        "roadpay on 2026-11-11: signed off by olga",
    )
    assert banks.says("register", "roadpay", banks.register(payout="pay-1"))[1].endswith("1 now paid out")
    named = f"statement 1 (2026-11-12) of {OURS}"
    assert banks.says("statement", banks.statement()) == (0, f"{named}: 1 entries, closing at 978.00 RUB")
    assert banks.says("statement", banks.statement()) == (0, f"{named}: was imported before")
    status, shown = banks.says("reconcile", "roadpay")
    assert (status, "1 operations, 1 payouts, 1 entries agree; 0 breaks open" in shown) == (0, True), shown
    assert banks.says("sign-off", "roadpay", "2026-11-12", "--by", "olga")[0] == 0
    assert banks.says("reconcile", "roadpay") == (0, "roadpay: every day that is over is signed off")
    with open_road(banks.url) as road:
        assert road.check() == []


def test_what_is_wrong_is_said_in_one_line(banks: Banks) -> None:
    assert "no account of ours is declared" in banks.wrong("statement", banks.statement())
    assert "expected 4 to 34" in banks.wrong("account", "no account!", "--currency", "RUB")
    assert "expected one of" in banks.wrong("account", OURS, "--currency", "XXX")
    assert "expected one of roadpay" in banks.wrong("account", OURS, "--currency", "RUB", "--provider", "nobody")
    banks.says("account", OURS, "--currency", "RUB")
    for words in (["register", "nobody", banks.register()], ["reconcile", "nobody"], ["breaks", "nobody"]):
        assert "payment provider 'nobody', expected one of roadpay" in banks.wrong(*words)
    assert "is not ours" in banks.wrong("statement", banks.statement(account="999"))
    assert "are not the closing balance" in banks.wrong("statement", banks.statement(closing="1.00"))
    banks.says("statement", banks.statement())
    gap = banks.statement(number=3, opening="978.00", closing="1956.00")
    assert "not the statement after the last one" in banks.wrong("statement", gap)
    assert "other content" in banks.wrong("statement", banks.statement(opening="1.00", closing="979.00"))
    with (banks.folder / "large.csv").open("wb") as file:
        file.truncate(100 * 2**20)
    assert "bytes, expected fewer" in banks.wrong("statement", banks.folder / "large.csv")
    russian = banks.file("1251.csv", banks.statement(2).read_bytes().replace(b"payout", "выплата".encode("cp1251")))
    assert "say its encoding" in banks.wrong("statement", russian)
    assert "expected one of" in banks.wrong("statement", russian, "--encoding", "klingon")
    assert "no such file" in banks.wrong("register", "roadpay", banks.folder / "nothing.csv")
    assert "the road's clock stands on 2026-11-13" in banks.wrong("reconcile", "roadpay", "--on", "2026-11-13")
    assert "expected a day" in banks.wrong("reconcile", "roadpay", "--on", "yesterday")
    banks.says("register", "roadpay", banks.register())
    assert "registered otherwise" in banks.wrong("register", "roadpay", banks.register(amount="999.00"))
    assert banks.says("register", "roadpay", "--corrects", banks.register(fee="23.00"))[1].endswith("1 corrected")
    assert "was not reconciled" in banks.wrong("sign-off", "roadpay", FIRST, "--by", "olga")
