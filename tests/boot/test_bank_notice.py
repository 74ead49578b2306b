"""The notice of a sale over a data base: planned, measured, told once, and only what a bank says or signs counts."""

import base64
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tearoad.boot.bank_notice import BankNotice, Letter
from tearoad.boot.chart import own_chart
from tearoad.boot.road import OpenRoad
from tearoad.payments.forecast import Source
from tearoad.payments.notice import Capacity, effective
from tearoad.store import bank_notices
from tearoad.store.bank_notices import STANDING
from tearoad.store.pool import PooledStore
from tearoad.terms.days import DAY, day_number
from tearoad.terms.refusal import BadInput

TODAY = date(2026, 6, 1)
SALE_DAY = date(2026, 11, 11)
BANK, OTHER = "Ob Bank", "Don Credit"


class Clock:
    now = (day_number(TODAY) - 1) * DAY + 22 * 3_600.0  # it is 1 June in Moscow already

    def __call__(self) -> float:
        return self.now

    def on(self, day: date) -> None:
        self.now = day_number(day) * DAY + 9 * 3_600.0


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(road: OpenRoad) -> Iterator[PooledStore]:
    with closing(PooledStore(road.url, own_chart(), 8)) as found:
        yield found


@pytest.fixture
def notice(store: PooledStore, road: OpenRoad, clock: Clock) -> BankNotice:
    return BankNotice(store, road.corridor, clock)


class Signer:
    """A bank that signs results."""

    def __init__(self, folder: Path, bank: str) -> None:
        self.folder, self.bank, self.key = folder, bank, Ed25519PrivateKey.generate()

    def pem(self) -> Path:
        raw = self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return written(self.folder / f"{self.bank}.pem", raw)

    def result(self, **changed: Any) -> tuple[Path, Path]:
        said = {
            "sale": "eleven", "bank": self.bank, "channel": "card", "a_minute": 900, "refused_share": 0.01,
            "p99_ms": 310.5, "tested_at": "2026-05-20T10:00:00+03:00", **changed,
        }  # fmt: skip
        return self.signed(json.dumps({key: value for key, value in said.items() if value is not ...}).encode())

    def signed(self, document: bytes) -> tuple[Path, Path]:
        mark = base64.encodebytes(self.key.sign(document))
        assert mark.count(b"\n") == 2, "as `base64` writes it, in two lines"
        return written(self.folder / "result.json", document), written(self.folder / "result.sig", mark)


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.fixture
def signer(notice: BankNotice, tmp_path: Path) -> Signer:
    """Of a bank whose key is known, and with a sale that is planned."""
    found = Signer(tmp_path, BANK)
    notice.plan("eleven", SALE_DAY, 2_000_000)
    notice.add_key(BANK, found.pem())
    return found


def capacity(notice: BankNotice, bank: str = BANK, sale: str = "eleven") -> Capacity:
    return next(need.capacity for need in notice.outlook(sale).needs if need.bank == bank)


def dropped(one: Letter) -> None:
    """Written nowhere."""


def told(notice: BankNotice, on: date | None = None) -> list[tuple[str, int]]:
    handed: list[Letter] = []
    found = notice.letters("eleven", on, handed.append)
    assert handed == found
    return [(one.need.bank, one.days_before) for one in found]


def test_a_sale_is_forecast_by_the_corridor_where_nothing_is_measured(notice: BankNotice) -> None:
    sale = notice.plan("eleven", SALE_DAY, 2_000_000, 10 * 3_600)
    seen = notice.outlook("eleven")
    assert seen.sale == sale == notice.plan("eleven", SALE_DAY, 2_000_000, 10 * 3_600)
    assert seen.forecast.shares.banks_from is seen.forecast.shares.card_from is Source.CORRIDOR
    assert [need.bank for need in seen.needs] == list(notice.corridor.banks)
    assert sum(need.payments for need in seen.needs) == seen.total.payments == 1_200_000
    assert seen.total.peak_minute == 600
    assert {need.a_minute for need in seen.needs} == {None}


def test_what_was_paid_lately_is_measured(notice: BankNotice, road: OpenRoad) -> None:
    notice.plan("eleven", SALE_DAY, 1_000)
    clock_at = 1_700_000_000
    pay = """
    INSERT INTO payment (cell_id, payment_id, order_id, method, bank, amount_minor, currency, state, refusal, at,
                         until_at)
    SELECT 1, gen_random_uuid(), 'o' || %(bank)s || n, 'card', %(bank)s, 1, 'RUB', 1, '', to_timestamp(%(at)s), now()
    FROM generate_series(1, %(count)s) AS n
    """
    order = """
    INSERT INTO orders (cell_id, order_id, buyer, destination, payment, currency, placed_at, content)
    SELECT 1, 'p' || %(way)s || n, 'b', 'moscow', %(way)s, 'RUB', to_timestamp(%(at)s), ''
    FROM generate_series(1, 200) AS n
    """
    with psycopg.connect(road.url, autocommit=True) as connection:
        connection.execute("UPDATE road SET clock_at = to_timestamp(%s)", [clock_at])
        for way in ("card", "wallet"):
            connection.execute(order, {"way": way, "at": clock_at - 5 * DAY})
        for bank, count, at in ((BANK, 300, -DAY), (OTHER, 100, -2 * DAY), ("Volga Bank", 900, -40 * DAY)):
            connection.execute(pay, {"bank": bank, "count": count, "at": clock_at + at})
    shares = notice.outlook("eleven").forecast.shares
    assert (shares.card, shares.card_from, shares.banks_from) == (0.5, Source.MEASURED, Source.MEASURED)
    assert {bank: share for bank, share in shares.banks.items() if share} == {BANK: 0.75, OTHER: 0.25}
    assert sorted(bank for bank, _ in told(notice, SALE_DAY)) == [OTHER, BANK], "who gets no payment gets no letter"


def test_letters_are_written_once_and_late_rather_than_never(notice: BankNotice, clock: Clock) -> None:
    notice.plan("eleven", SALE_DAY, 2_000_000)
    banks = list(notice.corridor.banks)
    assert told(notice) == []
    first = SALE_DAY - timedelta(days=150)
    assert told(notice, first) == [(bank, 150) for bank in banks]
    assert told(notice, first) == []
    clock.on(SALE_DAY - timedelta(days=5))
    assert told(notice) == [(bank, 7) for bank in banks]
    assert told(notice, SALE_DAY - timedelta(days=20)) == [], "those of 30 days have passed"
    assert told(notice, SALE_DAY) == [(bank, 1) for bank in banks]
    clock.on(SALE_DAY + timedelta(days=1))
    assert told(notice) == []


def test_a_letter_that_could_not_be_written_is_due_still(notice: BankNotice) -> None:
    notice.plan("eleven", SALE_DAY, 2_000_000)
    left = [3]

    def fails(one: Letter) -> None:
        left[0] -= 1
        if not left[0]:
            raise BadInput("the disk is full")

    with pytest.raises(BadInput, match="full"):
        notice.letters("eleven", SALE_DAY, fails)
    assert len(told(notice, SALE_DAY)) == len(notice.corridor.banks)


def test_many_operators_write_each_letter_once(notice: BankNotice) -> None:
    notice.plan("eleven", SALE_DAY, 2_000_000)
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: notice.letters("eleven", SALE_DAY, dropped), range(6)))
    assert sorted(map(len, found)) == [0, 0, 0, 0, 0, len(notice.corridor.banks)]


def test_a_plan_changes_but_not_the_day_that_banks_were_told(notice: BankNotice) -> None:
    notice.plan("eleven", SALE_DAY, 10)
    notice.plan("eleven", SALE_DAY + timedelta(days=1), 10, 60)
    notice.plan("eleven", SALE_DAY, 2_000_000)
    told(notice, SALE_DAY)
    assert notice.plan("eleven", SALE_DAY, 3_000_000).orders == notice.outlook("eleven").sale.orders == 3_000_000
    for day, opens in ((SALE_DAY + timedelta(days=1), 0), (SALE_DAY, 60)):
        with pytest.raises(BadInput, match="2026-11-11 already; plan another"):
            notice.plan("eleven", day, 3_000_000, opens)


def test_the_last_word_for_the_sale_counts_before_what_stands(notice: BankNotice) -> None:
    notice.plan("eleven", SALE_DAY, 2_000_000)
    notice.plan("twelve", SALE_DAY, 2_000_000)
    assert notice.declare(STANDING, BANK, 500, "Anna, by phone") == Capacity(standing=500)
    assert notice.declare("eleven", BANK, 900, "Anna") == Capacity(declared=900, standing=500)
    assert notice.declare("eleven", BANK, 800, "Anna") == Capacity(declared=800, standing=500)
    notice.declare("eleven", OTHER, 70, "Egor")
    assert capacity(notice) == Capacity(declared=800, standing=500)
    assert capacity(notice, sale="twelve") == Capacity(standing=500)
    with notice.store.asking() as cursor:
        kept = cursor.execute("SELECT sale, number, a_minute, declared_by FROM bank_capacity WHERE bank = %s", [BANK])
        assert ("eleven", 1, 900, "Anna") in kept.fetchall(), "nothing is forgotten"
        found = bank_notices.capacities(cursor, "eleven")
    assert {channel: effective(said) for channel, said in found.items()} == {(BANK, "card"): 800, (OTHER, "card"): 70}


def test_who_declares_at_once_is_kept_each(notice: BankNotice) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda at: notice.declare(STANDING, BANK, at, "Anna"), range(1, 41)))
    with notice.store.asking() as cursor:
        kept = cursor.execute("SELECT number, a_minute FROM bank_capacity ORDER BY number").fetchall()
    assert [number for number, _ in kept] == list(range(1, 41))
    assert {a_minute for _, a_minute in kept} == set(range(1, 41))


def test_a_signed_result_counts_for_its_sale_alone(notice: BankNotice, signer: Signer) -> None:
    notice.plan("twelve", SALE_DAY, 2_000_000)
    notice.declare("eleven", BANK, 1_500, "Anna")
    result, new = notice.take_result(*signer.result(), "eleven")
    assert (result.a_minute, new) == (900, True)
    assert notice.take_result(*signer.result())[1] is False
    assert capacity(notice) == Capacity(declared=1_500, tested=900)
    notice.take_result(*signer.result(a_minute=1_600, tested_at="2026-05-21T10:00:00Z"))
    notice.take_result(*signer.result(a_minute=100, tested_at="2026-05-19T10:00:00Z"))
    assert capacity(notice).tested == 1_600, "what was tested last, not what came last"
    assert capacity(notice, sale="twelve") == Capacity()


def test_only_what_the_bank_signed_is_taken(notice: BankNotice, signer: Signer, tmp_path: Path) -> None:
    other = Signer(tmp_path, OTHER)
    document, mark = signer.result()
    document.write_bytes(document.read_bytes().replace(b"900", b"901"))
    with pytest.raises(BadInput, match="not signed by 'Ob Bank': it was altered"):
        notice.take_result(document, mark)
    other.bank = BANK  # signs in the name of another
    with pytest.raises(BadInput, match="altered, or signed with another key"):
        notice.take_result(*other.result())
    notice.add_key(OTHER, other.pem())
    with pytest.raises(BadInput, match="not signed by 'Ob Bank': it is signed by 'Don Credit'"):
        notice.take_result(*other.result())
    with pytest.raises(BadInput, match="no key of 'Ural Bank'"):
        notice.take_result(*signer.result(bank="Ural Bank"))
    with pytest.raises(BadInput, match=r"for sale 'eleven', expected 'twelve'"):
        notice.take_result(*signer.result(), "twelve")
    assert capacity(notice) == Capacity()


def test_a_new_key_takes_the_place_of_the_old(notice: BankNotice, signer: Signer, tmp_path: Path) -> None:
    old = signer.result()[0].read_bytes(), signer.result()[1].read_bytes()
    fresh = Signer(tmp_path, BANK)
    notice.add_key(BANK, fresh.pem())
    with pytest.raises(BadInput, match="altered, or signed with another key"):
        notice.take_result(written(tmp_path / "o.json", old[0]), written(tmp_path / "o.sig", old[1]))
    assert notice.take_result(*fresh.result())[1]


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"sale": "unknown"}, "sale 'unknown' is not known"),
        ({"sale": "a\0b"}, "is not known"),
        ({"bank": "No Bank"}, "bank 'No Bank', expected one of Volga Bank"),
        ({"channel": "pigeon"}, "channel 'pigeon', expected 'card'"),
        ({"a_minute": 0}, "a_minute"),
        ({"a_minute": 1_000_001}, "a_minute"),
        ({"a_minute": "900"}, "a_minute"),
        ({"a_minute": 900.5}, "a_minute"),
        ({"a_minute": ...}, "a_minute"),
        ({"refused_share": 1.1}, "refused_share"),
        ({"refused_share": -0.1}, "refused_share"),
        ({"p99_ms": -1}, "p99_ms"),
        ({"tested_at": "2026-05-20T10:00:00"}, "tested_at"),
        ({"tested_at": "yesterday"}, "tested_at"),
        ({"tested_at": "2026-06-01T01:00:01+03:00"}, "still to come"),
        ({"tested_at": "9999-12-31T23:59:59-23:59"}, "still to come"),
        ({"note": "hello\nthere"}, "unknown field"),
    ],
)
def test_a_result_that_is_none_is_one_line(
    notice: BankNotice, signer: Signer, changed: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(BadInput, match=complaint) as found:
        notice.take_result(*signer.result(**changed))
    assert len(str(found.value).splitlines()) == 1
    assert capacity(notice) == Capacity()


def test_a_test_of_the_dawn_of_time_is_a_test(notice: BankNotice, signer: Signer) -> None:
    assert notice.take_result(*signer.result(tested_at="0001-01-01T00:00:00+14:00"))[1]


@pytest.mark.parametrize(
    "document", [b"", b"[", b"[]", b"\xff", b"{}" + b" " * 65_536, b"[" * 60_000, b"\xef\xbb\xbf{}"]
)
def test_a_document_that_is_none_is_one_line(notice: BankNotice, signer: Signer, document: bytes) -> None:
    with pytest.raises(BadInput, match=r"result\.json: ") as found:
        notice.take_result(*signer.signed(document))
    assert len(str(found.value).splitlines()) == 1
    assert len(str(found.value)) < 600


def test_what_is_no_signature_or_key_or_file_is_one_line(notice: BankNotice, signer: Signer, tmp_path: Path) -> None:
    document, mark = signer.result()
    for text in (b"", b"AAAA", b"not base64!", b"\xff" * 90, b"A" * 70_000):
        with pytest.raises(BadInput, match=r"result\.sig: "):
            notice.take_result(document, written(mark, text))
    with pytest.raises(BadInput, match="No such file"):
        notice.take_result(tmp_path / "none.json", mark)
    private = signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    wrong = X25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for raw in (b"", b"hello", private, wrong):
        with pytest.raises(BadInput, match="expected an Ed25519 public key"):
            notice.add_key(BANK, written(tmp_path / "k.pem", raw))
    with pytest.raises(BadInput, match="bank 'No Bank'"):
        notice.add_key("No Bank", signer.pem())
    with pytest.raises(BadInput, match="another bank's already"):
        notice.add_key(OTHER, signer.pem())


def test_what_is_no_sale_or_declaration_is_one_line(notice: BankNotice) -> None:
    for name in ("", "Eleven", STANDING, "a b", "a\0", "x" * 41):
        with pytest.raises(BadInput, match="sale"):
            notice.plan(name, SALE_DAY, 10)
    with pytest.raises(BadInput, match="2026-05-31, expected 2026-06-01 or later: it is over"):
        notice.plan("eleven", TODAY - timedelta(days=1), 10)
    for orders, opens in ((0, 0), (10**9 + 1, 0), (10, -1), (10, DAY)):
        with pytest.raises(BadInput, match="expected"):
            notice.plan("eleven", SALE_DAY, orders, opens)
    for name in ("unknown", "a\0", "\udcff"):
        for act in (notice.outlook, lambda one: notice.letters(one, None, dropped)):
            with pytest.raises(BadInput, match="is not known"):
                act(name)
        with pytest.raises(BadInput, match="is not known"):
            notice.declare(name, BANK, 5, "Anna")
    notice.plan("today", TODAY, 10)
    for a_minute in (0, -1, 1_000_001):
        with pytest.raises(BadInput, match="payments a minute, expected 1 to 1000000"):
            notice.declare("today", BANK, a_minute, "Anna")
    with pytest.raises(BadInput, match="bank 'No Bank', expected one of"):
        notice.declare("today", "No Bank", 5, "Anna")
    for by in ("", " ", "a\nb", "a\0", "\udcff", "x" * 201):
        with pytest.raises(BadInput, match="declared by"):
            notice.declare("today", BANK, 5, by)
