"""The desk of buyers: who they are for is sealed, what is theirs nobody else reads, and many may order at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from shops import GOODS, stocked

from tearoad.boot.buyers import ACCOUNT, Buyers
from tearoad.boot.desks import desks_of
from tearoad.boot.keys import FIRST as FIRST_KEY
from tearoad.boot.keys import FOLDER, keys_of, make_key
from tearoad.boot.road import OpenRoad
from tearoad.boot.sealing import Seal
from tearoad.operations.advance import advance
from tearoad.operations.asked import AskedLine, AskedOrder
from tearoad.operations.buyer_view import OrderView
from tearoad.operations.charge_back import Chargeback, Verdict, charge_back
from tearoad.operations.check_out import Checkout, Outcome, order_id_of
from tearoad.operations.place_orders import place_orders
from tearoad.operations.recipient import Recipient
from tearoad.operations.settle_payment import Attempt
from tearoad.operations.shop_ports import Wanted
from tearoad.operations.take_returns import take_returns
from tearoad.payments.attempt import State, payment_id_of
from tearoad.terms.cursor import cursor_of
from tearoad.terms.days import DAY
from tearoad.terms.refusal import BadInput, Refusal

ABROAD = [product.sku for product in GOODS if product.origin in ("yiwu", "shenzhen", "guangzhou", "hangzhou")]
LOCAL = next(product.sku for product in GOODS if product.origin == "moscow")
NOBODY = "RX000000013CN"  # a number of the right form that no parcel has
ANNA = Recipient("Анна 👩‍🔬 Иванова", "+79001234567", "ул. Ленина, 5 (دار الشاي)", "101000", "500100732259")
BORIS = Recipient("Борис", "+79007654321", "Baker Street", "620000", "500100732259")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def road(server_url: str) -> Iterator[OpenRoad]:
    with stocked(server_url, "tearoad_test_buyers") as opened:
        yield opened


@pytest.fixture(scope="module")
def buyers(road: OpenRoad, home: Path) -> Iterator[Buyers]:
    found = desks_of(road.url, home)
    with closing(found.store):
        yield found.buyers()


def asked(buyers: Buyers, key: str, *lines: tuple[str, int], buyer: str = "anna", to: Recipient = ANNA) -> Checkout:
    order_id, wanted = order_id_of(buyer, key), tuple(Wanted(*line) for line in lines or ((LOCAL, 1),))
    delivery = buyers.sealed(order_id, to, "ru")
    return Checkout(order_id, buyer, "kazan", "wallet", "RUB", wanted, None, delivery, buyers.mark(to))


def ordered(buyers: Buyers, key: str, *lines: tuple[str, int], **more: Any) -> str:
    found = buyers.check_out(asked(buyers, key, *lines, **more))
    assert found.refusals == {}
    return found.order_id


def paid(buyers: Buyers, road: OpenRoad, *order_ids: str) -> None:
    """By card, again where the bank says no."""
    left = set(order_ids)
    for time in range(3):
        attempts = [
            Attempt(payment_id_of(name, f"card {time}"), name, "anna", "card", "Volga Bank") for name in sorted(left)
        ]
        for attempt in attempts:
            buyers.pay(attempt)
        advance(road.platform, road.clock_at() + 3_600)
        rows = [buyers.pay(attempt).row for attempt in attempts]
        left -= {row.order_id for row in rows if row and row.state is State.PAID}
    assert left == set()


def one(road: OpenRoad, sql: str, *parameters: object) -> Any:
    row = road.store.connection.execute(sql, parameters).fetchone()
    return row[0] if row else None


def seen(road: OpenRoad, order_id: str) -> list[tuple[str, str]]:
    sql = "SELECT who, why FROM personal_data_view WHERE order_id = %s"
    return list(road.store.connection.execute(sql, [order_id]).fetchall())


def own(buyers: Buyers, order_id: str, buyer: str | None = "anna") -> OrderView:
    found = buyers.order(order_id, buyer)
    assert found
    return found


def test_who_it_is_for_is_sealed_masked_and_logged(road: OpenRoad, buyers: Buyers) -> None:
    order_id = ordered(buyers, "sealed", (ABROAD[0], 1))
    row = one(road, "SELECT d::text FROM delivery d WHERE order_id = %s", order_id)
    for text in (*ANNA, "Анна", "Иванова", "Ленина"):
        assert text not in row
    assert row.count(f"{FIRST_KEY}.") == len(ANNA)
    shown = buyers.masked_recipient(order_id)
    assert shown == Recipient("А… … И…", "…67", "…", "10…", "…59")
    assert seen(road, order_id) == []
    assert buyers.recipient(order_id, "petr", "label", 1_800_000_000) == ANNA
    assert seen(road, order_id) == [("petr", "label")]
    assert buyers.recipient("W0", "petr", "label", 1) is buyers.masked_recipient("W0") is None
    assert seen(road, "W0") == []


def test_it_does_not_open_in_another_row_or_column(road: OpenRoad, buyers: Buyers) -> None:
    mine, other = ordered(buyers, "row-1"), ordered(buyers, "row-2", buyer="boris", to=BORIS)
    change = "UPDATE delivery a SET name = b.name FROM delivery b WHERE a.order_id = %s AND b.order_id = %s"
    road.store.connection.execute(change, [mine, other])
    with pytest.raises(BadInput, match=f"delivery.name.{mine} does not open with the key '{FIRST_KEY}'"):
        buyers.recipient(mine, "petr", "label", 1)
    assert buyers.masked_recipient(mine) is None  # the order is shown all the same
    road.store.connection.execute("UPDATE delivery SET phone = postcode WHERE order_id = %s", [other])
    with pytest.raises(BadInput, match=f"delivery.phone.{other} does not open"):
        buyers.recipient(other, "petr", "label", 1)


def test_a_new_key_seals_and_the_old_ones_open(buyers: Buyers, home: Path, road: OpenRoad) -> None:
    old = ordered(buyers, "old key")
    assert make_key(home) == "k0002"
    later = Buyers(buyers.platform, buyers.store, Seal(keys_of(home)))
    new = ordered(later, "new key")
    assert one(road, "SELECT name FROM delivery WHERE order_id = %s", new).startswith("k0002.")
    assert later.masked_recipient(old) == later.masked_recipient(new)
    assert later.mark(ANNA) == buyers.mark(ANNA) != buyers.mark(BORIS)
    assert later.check_out(asked(later, "old key")).refusals == {}
    with pytest.raises(BadInput, match="'k0002', which is not in the folder"):
        buyers.recipient(new, "petr", "label", 1)
    (home / FOLDER / "k0002").unlink()


def test_the_same_key_for_another_recipient_is_refused(buyers: Buyers, road: OpenRoad) -> None:
    order_id = ordered(buyers, "again", (ABROAD[0], 1))
    assert buyers.check_out(asked(buyers, "again", (ABROAD[0], 1))).refusals == {}
    other = buyers.check_out(asked(buyers, "again", (ABROAD[0], 1), to=ANNA._replace(address="ул. Мира, 1")))
    assert other.refusals == {"": Refusal.OTHER_CONTENT}
    assert buyers.recipient(order_id, "test", "test", 1) == ANNA
    assert one(road, "SELECT count(*) FROM delivery WHERE order_id = %s", order_id) == 1


def test_an_order_is_its_buyers_alone(buyers: Buyers) -> None:
    order_id = ordered(buyers, "mine", (ABROAD[0], 2), (LOCAL, 1))
    found = own(buyers, order_id)
    assert sorted(line.sku for parcel in found.parcels for line in parcel.lines) == sorted([ABROAD[0], LOCAL])
    assert all(line.title_ru and line.title_zh and line.title_en for parcel in found.parcels for line in parcel.lines)
    assert [buyers.order(order_id, name) for name in ("boris", "", "ann", "Anna", "anna ")] == [None] * 5
    assert own(buyers, order_id, None) == found
    assert buyers.order("W0", "anna") is buyers.order("W0", None) is None
    assert order_id not in [row.order_id for row in buyers.orders("boris", "", 100)[0]]


def test_the_name_of_a_files_buyer_opens_nothing(buyers: Buyers, road: OpenRoad) -> None:
    at = road.clock_at()
    line = AskedLine(1, "F1", 1, "vera", LOCAL, 1, at, "kazan", "wallet", "RUB", None, "", None, "", None, "", True)
    place_orders(road.platform, [AskedOrder("F1", "vera", "kazan", "wallet", "RUB", at, (line,), b"f")], 1)
    assert own(buyers, "F1", None).buyer == "vera"
    assert buyers.order("F1", "vera") is None
    assert buyers.orders("vera", "", 10) == ([], "")


def test_pages_of_orders_go_from_the_newest_to_the_oldest(buyers: Buyers, road: OpenRoad) -> None:
    made = []
    for number in range(5):
        made.append(ordered(buyers, f"page-{number}", buyer="pavel"))
        if number % 2:  # the others are of the same moment
            advance(road.platform, road.clock_at() + 60)
    pages, cursor = [], ""
    for _ in range(4):
        page, cursor = buyers.orders("pavel", cursor, 2)
        pages.append(page)
        if not cursor:
            break
    assert [len(page) for page in pages] == [2, 2, 1]
    rows = [row for page in pages for row in page]
    assert sorted(row.order_id for row in rows) == sorted(made)
    assert rows == sorted(rows, key=lambda row: (row.placed_at, row.order_id), reverse=True)
    for row in rows:
        found = own(buyers, row.order_id, "pavel")
        assert (row.total_minor, row.placed_at) == (found.total_minor, found.placed_at)
        assert row.stages == tuple(parcel.stage for parcel in found.parcels)


@pytest.mark.parametrize("keys", [(10**30, "W"), (-1, "W"), (1, "a\0b"), ("x", "W"), (1,), (1, 2)])
def test_a_forged_cursor_is_refused_in_one_line(buyers: Buyers, keys: tuple[int | str, ...]) -> None:
    for cursor in (cursor_of("orders of anna", *keys), cursor_of("orders of boris", *keys), "\ud800", "AAAA"):
        with pytest.raises(BadInput, match="cursor") as told:
            buyers.orders("anna", cursor, 2)
        assert "\n" not in str(told.value)


def test_many_at_once_are_batches_and_the_unfit_harm_nobody(buyers: Buyers, road: OpenRoad) -> None:
    sku = next(product.sku for product in GOODS if product.origin == "yekaterinburg")
    road.store.connection.execute("UPDATE stock SET on_hand = reserved + 5 WHERE sku = %s", [sku])
    orders = [asked(buyers, "last", (sku, 1), buyer=f"b{number}") for number in range(16)]
    unfit = [("a\0b", 1), ("\ud800", 1), (LOCAL, 0), (LOCAL, -1), (LOCAL, 10**30)]
    orders += [asked(buyers, f"unfit {number}", line) for number, line in enumerate(unfit)]
    with ThreadPoolExecutor(len(orders)) as pool:
        found: list[Outcome] = list(pool.map(buyers.check_out, orders))
    assert [outcome.order_id for outcome in found] == [order.order_id for order in orders]
    assert sum(not outcome.refusals for outcome in found[:16]) == 5
    assert all(why == Refusal.OUT_OF_STOCK for outcome in found[:16] for why in outcome.refusals.values())
    assert [list(outcome.refusals.values()) for outcome in found[16:]] == [
        *[[Refusal.UNKNOWN_PRODUCT]] * 2,
        *[[Refusal.BAD_QUANTITY]] * 3,
    ]


def test_a_double_click_is_one_order(buyers: Buyers, road: OpenRoad) -> None:
    before = one(road, "SELECT reserved FROM stock WHERE sku = %s", LOCAL)
    orders = [asked(buyers, "click") for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        assert all(not outcome.refusals for outcome in pool.map(buyers.check_out, orders))
    assert one(road, "SELECT count(*) FROM orders WHERE order_id = %s", orders[0].order_id) == 1
    assert one(road, "SELECT reserved FROM stock WHERE sku = %s", LOCAL) == before + 1


def test_the_total_is_what_was_paid_whatever_comes_back(buyers: Buyers, road: OpenRoad) -> None:
    order_id = ordered(buyers, "total", (ABROAD[1], 3), (LOCAL, 1))
    paid(buyers, road, order_id)
    before = own(buyers, order_id)
    abroad, local = sorted(before.parcels, key=lambda parcel: -len(parcel.places))
    at = road.clock_at()
    line = AskedLine(1, "R1", 1, f"{ACCOUNT}anna", ABROAD[1], -1, at, "", "", "RUB", None, "", None, "", None, "", True)
    returned = AskedOrder("R1", f"{ACCOUNT}anna", "", "", "RUB", at, (line,), b"r")
    place_orders(road.platform, [returned], 1)  # its head
    take_returns(road.platform, [returned])
    verdicts = charge_back(road.platform, [Chargeback(local.consignment_id, at)])
    assert verdicts == [Verdict.DONE]
    found = own(buyers, order_id)
    by_id = {parcel.consignment_id: parcel for parcel in found.parcels}
    assert by_id[local.consignment_id].refunded_minor == local.paid_minor
    assert 0 < by_id[abroad.consignment_id].refunded_minor == abroad.goods_minor // 3
    assert found.total_minor == before.total_minor
    assert [row.total_minor for row in buyers.orders("anna", "", 100)[0] if row.order_id == order_id] == [
        before.total_minor
    ]


def test_a_parcel_is_followed_to_the_door_and_tells_anybody_little(buyers: Buyers, road: OpenRoad) -> None:
    """Of many, so that some are lost, refused or come back; the last of the tests, for it moves the clock far."""
    skus = ABROAD[:12]
    made = {name: own(buyers, name) for name in (ordered(buyers, f"far-{sku}", (sku, 1), (LOCAL, 1)) for sku in skus)}
    paid(buyers, road, *made)
    progress = dict.fromkeys(made, 0.0)
    for _ in range(60):
        advance(road.platform, road.clock_at() + DAY)
        for order_id in made:
            far = max(own(buyers, order_id).parcels, key=lambda parcel: len(parcel.places))
            assert progress[order_id] <= far.progress <= 1.0 or far.stage in ("returned", "lost", "refused")
            progress[order_id] = far.progress
    assert sum(share == 1.0 for share in progress.values()) > len(made) // 2
    for order_id, before in made.items():
        found = own(buyers, order_id)
        assert found.total_minor == before.total_minor
        for parcel in found.parcels:
            assert list(parcel.scans) == sorted(parcel.scans, key=lambda scan: scan.at)
            if not parcel.s10:
                continue
            tracked = buyers.track(parcel.s10)
            assert tracked
            assert (tracked.scans, tracked.progress, tracked.stage) == (parcel.scans, parcel.progress, parcel.stage)
            assert parcel.scans[-1].event
            for text in ("anna", order_id, parcel.merchant, *ANNA, *skus, str(parcel.goods_minor)):
                assert text not in repr(tracked)
    assert [buyers.track(number) for number in (NOBODY, "RX000000014CN", "", "\0" * 13, "x" * 10**5)] == [None] * 5
    assert road.check() == []
