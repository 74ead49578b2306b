"""From the fact to whoever is to hear of it: nothing is lost, nothing told twice under another id, nobody waits for one
who does not answer."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from databases import migrated_data_base
from receivers import HANG, OK, receiver, status
from standardwebhooks.webhooks import Webhook

from tearoad.boot.desks import Desks, desks_of
from tearoad.boot.outgoing import CLAIM_SECONDS, EACH, KEPT, OLDEST, PAUSES, Outgoing
from tearoad.boot.road import OpenRoad, drop_data_base, open_road
from tearoad.boot.webhooks import MOST_WEBHOOKS, Made
from tearoad.cli.demo_commands import demo_stock, stock_demo
from tearoad.demo.orders import FIRST
from tearoad.operations.advance import advance
from tearoad.operations.asked import AskedLine, AskedOrder
from tearoad.operations.charge_back import Chargeback, Verdict, charge_back
from tearoad.operations.check_out import Checkout, order_id_of
from tearoad.operations.place_orders import place_orders
from tearoad.operations.recipient import Recipient
from tearoad.operations.settle_payment import Attempt
from tearoad.operations.shop_ports import Wanted
from tearoad.operations.take_returns import take_returns
from tearoad.operations.told import KINDS, NOTICED, PAID, PLACED
from tearoad.payments.attempt import State, payment_id_of
from tearoad.store import messages as rows
from tearoad.store.messages import Claimed
from tearoad.terms.days import DAY, day_start
from tearoad.terms.refusal import BadInput
from tearoad.wire.webhook import Poster

GOODS, _ = demo_stock()
ABROAD = next(one for one in GOODS if one.origin == "yiwu")
LOCAL = next(one for one in GOODS if one.origin == "moscow")
NOW = 1_800_000_000  # of the wall clock
PERSON = """
INSERT INTO person (id, name, password, is_superuser, is_staff, is_active, demo, merchant, joined_at)
VALUES (%s, %s, '!', FALSE, FALSE, TRUE, FALSE, %s, now())
"""
ROLE = "INSERT INTO person_groups (user_id, group_id) SELECT %s, id FROM auth_group WHERE name = %s"


@dataclass
class Scene:
    road: OpenRoad
    desks: Desks
    outgoing: Outgoing
    notices: list[Claimed] = field(default_factory=list)
    number: int = 0

    def person(self, role: str, merchant: str | None = None) -> tuple[UUID, str]:
        self.number += 1
        person, name = UUID(int=self.number), f"person-{self.number}"
        self.sql(PERSON, person, name, merchant)
        self.sql(ROLE, person, role)
        return person, name

    def hook(self, person: UUID, url: str, *kinds: str, key: str = "once") -> Made:
        return self.desks.webhooks().make(person, key, url, kinds or KINDS, NOW)

    def order(self, buyer: str, key: str, *skus: str) -> str:
        buyers, order_id = self.desks.buyers(), order_id_of(buyer, key)
        to = Recipient("Анна Иванова", "+79001234567", "ул. Ленина, 5", "101000", "500100732259")
        delivery, wanted = buyers.sealed(order_id, to, "zh"), tuple(Wanted(sku, 1) for sku in skus or (LOCAL.sku,))
        done = buyers.check_out(
            Checkout(order_id, buyer, "kazan", "wallet", "RUB", wanted, None, delivery, buyers.mark(to))
        )
        assert done.refusals == {}
        return order_id

    def pay(self, order_id: str, buyer: str) -> None:
        """By card, and the bank has said yes."""
        attempt = Attempt(payment_id_of(order_id, "card"), order_id, buyer, "card", "Volga Bank")
        self.desks.buyers().pay(attempt)
        advance(self.road.platform, self.road.clock_at() + 3_600)
        row = self.desks.buyers().pay(attempt).row
        assert row
        assert row.state is State.PAID

    def days(self, count: int) -> None:
        advance(self.road.platform, self.road.clock_at() + count * DAY)

    def round(self, now: int = NOW) -> int:
        while self.outgoing.sort(now):
            pass
        return self.outgoing.deliver_due(now)

    def sql(self, text: str, *parameters: object) -> list[Any]:
        done = self.road.store.connection.execute(text, parameters)
        return done.fetchall() if done.description else []

    def message(self, order_id: str, kind: str = PLACED) -> Any:
        """(due in seconds from NOW or None, attempts, done, answer)"""
        ((due, *rest),) = self.sql(
            "SELECT extract(epoch FROM due_at)::bigint, attempts, done, answer FROM message "
            "WHERE order_id = %s AND kind = %s AND webhook_id IS NOT NULL",
            order_id,
            kind,
        )
        return (None if due is None else due - NOW, *rest)


@pytest.fixture(scope="module")
def whole(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    name = "tearoad_test_outgoing"
    drop_data_base(server_url, name)
    with open_road(migrated_data_base(server_url, name)) as road:
        stock_demo(road, 300)
        advance(road.platform, day_start(FIRST))
        road.store.connection.execute("UPDATE stock SET made_to_order = TRUE")
        desks = desks_of(road.url, tmp_path_factory.mktemp("home"), own_machine=True)
        with closing(desks.store):
            notices: list[Claimed] = []
            hooks = desks.webhooks()
            yield Scene(road, desks, Outgoing(desks.store, hooks.seal, Poster(True, 1.0), notices.append), notices)
            desks.buyers().close()
    drop_data_base(server_url, name)


@pytest.fixture
def scene(whole: Scene) -> Iterator[Scene]:
    """Nobody hears anything yet."""
    yield whole
    whole.sql("DELETE FROM event; DELETE FROM message; DELETE FROM webhook")
    whole.notices.clear()


def types(heard: list[tuple[dict[str, str], str]]) -> list[str]:
    return [json.loads(body)["type"] for _, body in heard]


def test_a_purchase_is_told_from_the_order_to_the_door(scene: Scene) -> None:
    person, name = scene.person("buyer")
    other, _ = scene.person("buyer")
    with receiver() as kind, receiver() as stranger:
        made = scene.hook(person, kind.url)
        scene.hook(other, stranger.url)
        order_id = scene.order(name, "travel", ABROAD.sku)
        scene.pay(order_id, name)
        scene.days(90)
        while scene.round():
            pass
        assert scene.sql("SELECT count(*) FROM event") == [(0,)]
        assert stranger.heard == []
        found = types(kind.heard)
        passed = [PLACED, PAID, "parcel.dispatched", "parcel.at_customs", "parcel.released_by_customs"]
        assert [one for one in found if one in passed] == passed
        assert found[-1] in ("parcel.delivered", "parcel.refunded")
        for headers, body in kind.heard:
            said = json.loads(body)
            assert said["data"]["order"] == order_id
            assert (
                Webhook(made.secret).sign(headers["webhook-id"], datetime.fromtimestamp(NOW, UTC), body)
                == headers["webhook-signature"]
            )
        scans = {
            at
            for (at,) in scene.sql("SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM scan")
        }
        assert {json.loads(body)["timestamp"] for _, body in kind.heard[2:]} <= scans
        ids = [headers["webhook-id"] for headers, _ in kind.heard]
        assert len(set(ids)) == len(ids)
    assert [one.kind for one in scene.notices] == [one for one in found if one in NOTICED]
    assert {one.order_id for one in scene.notices} == {order_id}


def test_of_orders_of_files_nothing_is_kept_unless_somebody_listens(scene: Scene) -> None:
    _place_of_file(scene, "F1")
    assert scene.sql("SELECT count(*) FROM event") == [(0,)]
    merchant, _ = scene.person("merchant", LOCAL.merchant)
    rival, _ = scene.person("merchant", ABROAD.merchant)
    with receiver() as kind, receiver() as other:
        scene.hook(merchant, kind.url)
        scene.hook(rival, other.url)
        _place_of_file(scene, "F2")
        assert scene.round() == 1
        assert json.loads(kind.heard[0][1])["data"]["order"] == "F2"
        assert other.heard == []
    assert scene.notices == []


def test_money_that_goes_back_is_told(scene: Scene) -> None:
    person, name = scene.person("buyer")
    with receiver() as kind:
        scene.hook(person, kind.url, "parcel.charged_back")
        order_id = scene.order(name, "back")
        scene.pay(order_id, name)
        ((consignment,),) = scene.sql(
            "SELECT replace(consignment_id::text, '-', '') FROM consignment WHERE order_id = %s", order_id
        )
        done = charge_back(scene.road.platform, [Chargeback(consignment, scene.road.clock_at())])
        assert done == [Verdict.DONE]
        scene.round()
        assert types(kind.heard) == ["parcel.charged_back"]


def test_goods_that_come_back_are_told_to_their_merchant(scene: Scene) -> None:
    merchant, _ = scene.person("merchant", LOCAL.merchant)
    with receiver() as kind:
        scene.hook(merchant, kind.url, "parcel.goods_returned")
        _place_of_file(scene, "F3", 2, "giver")
        _place_of_file(scene, "R3", -1, "giver")
        _place_of_file(scene, "R4", -2, "giver")  # more than is left: no return
        scene.round()
        assert [json.loads(body)["data"]["order"] for _, body in kind.heard] == ["F3"]


def test_what_is_not_placed_is_not_told(scene: Scene) -> None:
    person, name = scene.person("buyer")
    with receiver() as kind:
        scene.hook(person, kind.url)
        dear = Checkout(order_id_of(name, "dear"), name, "kazan", "wallet", "RUB", (Wanted(LOCAL.sku, 1),), 1)
        assert scene.desks.buyers().check_out(dear).refusals
        scene.round()
        assert kind.heard == []


def test_what_is_not_taken_comes_again_with_the_same_id(scene: Scene) -> None:
    person, name = scene.person("buyer")
    with receiver(status(500), status(302), OK) as moody:
        scene.hook(person, moody.url, PLACED)
        order_id = scene.order(name, "again")
        now = NOW
        for attempt, said in enumerate(("500", "302")):
            scene.round(now)
            assert scene.message(order_id) == (now - NOW + PAUSES[attempt], attempt + 1, False, said)
            scene.round(now + PAUSES[attempt] - 1)  # too early
            now += PAUSES[attempt]
        scene.round(now)
        assert scene.message(order_id) == (None, 3, True, "200")
        scene.round(now + DAY)
        assert len({headers["webhook-id"] for headers, _ in moody.heard}) == 1
        assert len(moody.heard) == 3


def test_what_is_never_taken_is_given_up(scene: Scene) -> None:
    person, name = scene.person("buyer")
    with receiver(status(500)) as deaf:
        scene.hook(person, deaf.url, PLACED)
        order_id, now = scene.order(name, "deaf"), NOW
        scene.round(now)
        while (due := scene.message(order_id)[0]) is not None:
            now = NOW + due
            scene.round(now)
        assert scene.message(order_id) == (None, len(PAUSES) + 1, False, "500")
        assert len(deaf.heard) == len(PAUSES) + 1
        assert now - NOW <= OLDEST


def test_one_who_hangs_holds_up_nobody_else_and_is_asked_for_one_message_at_a_time(scene: Scene) -> None:
    person, name = scene.person("buyer")
    with receiver(HANG) as hanging, receiver() as kind:
        scene.hook(person, hanging.url, PLACED, key="hanging")
        scene.hook(person, kind.url, PLACED, key="kind")
        for number in range(4):
            scene.order(name, f"hang-{number}")
        assert scene.round() >= 4
        assert (len(hanging.heard), len(kind.heard)) == (1, 4)
        scene.order(name, "hang-later")
        scene.round(NOW + 1)
        assert (len(hanging.heard), len(kind.heard)) == (1, 5)
        scene.round(NOW + PAUSES[0])
        assert len(hanging.heard) == 2


def test_one_that_is_gone_is_told_nothing_any_more(scene: Scene) -> None:
    person, name = scene.person("buyer")
    with receiver(status(410)) as gone:
        made = scene.hook(person, gone.url, PLACED)
        for number in range(3):
            scene.order(name, f"gone-{number}")
        scene.round()
        scene.order(name, "gone-later")
        scene.round(NOW + DAY)
        assert len(gone.heard) == 1
    found = scene.desks.webhooks().find(made.row.webhook_id, person)
    assert found
    assert found.stopped
    assert scene.sql("SELECT count(*) FROM message WHERE due_at IS NOT NULL AND webhook_id IS NOT NULL") == [(0,)]


def test_what_was_claimed_by_one_who_died_is_sent_by_another(scene: Scene) -> None:
    person, name = scene.person("buyer")
    with receiver() as kind:
        scene.hook(person, kind.url, PLACED)
        order_id = scene.order(name, "dies")
        while scene.outgoing.sort(NOW):
            pass
        with scene.desks.store.unit() as unit:
            assert rows.claim(unit.roads.cursor, NOW, NOW + CLAIM_SECONDS, EACH, 100)
        assert scene.round() == 0
        assert scene.round(NOW + CLAIM_SECONDS) == 2  # with the notice
        assert scene.message(order_id) == (None, 1, True, "200")


def test_a_sorting_that_fails_leaves_the_events(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    _, name = scene.person("buyer")
    scene.order(name, "sorted")
    before = scene.sql("SELECT * FROM event")
    with monkeypatch.context() as broken:
        broken.setattr("tearoad.boot.outgoing.messages", lambda *_: [][0])
        with pytest.raises(IndexError):
            scene.outgoing.sort(NOW)
    assert scene.sql("SELECT * FROM event") == before != []


def test_many_workers_send_each_message_once(scene: Scene) -> None:
    people = [scene.person("buyer") for _ in range(3)]
    with receiver() as kind:
        for person, name in people:
            scene.hook(person, kind.url, PLACED)
            for number in range(6):
                scene.order(name, f"many-{number}")
        with ThreadPoolExecutor(4) as workers:
            list(workers.map(lambda _: scene.round(), range(8)))
        while scene.round():
            pass
        ids = [headers["webhook-id"] for headers, _ in kind.heard]
        assert len(ids) == len(set(ids)) == 18


def test_who_lost_the_right_hears_nothing(scene: Scene) -> None:
    person, name = scene.person("buyer")
    with receiver() as kind:
        scene.hook(person, kind.url, PLACED)
        scene.sql("DELETE FROM person_groups WHERE user_id = %s", person)
        scene.order(name, "lost")
        scene.round()
        assert kind.heard == []
        scene.sql(ROLE, person, "buyer")
        scene.sql("UPDATE person SET is_active = FALSE WHERE id = %s", person)
        scene.order(name, "locked")
        scene.round()
        assert kind.heard == []


def test_a_notice_that_cannot_be_written_does_not_stand_before_the_others(scene: Scene) -> None:
    def refuses(one: Claimed) -> None:
        if one.order_id == first:
            raise BadInput("no such account")
        scene.notices.append(one)

    _, name = scene.person("buyer")
    first, second = scene.order(name, "first"), scene.order(name, "second")
    while scene.outgoing.sort(NOW):
        pass
    assert replace(scene.outgoing, notify=refuses).deliver_due(NOW) == 1
    assert [one.order_id for one in scene.notices] == [second]
    assert scene.sql("SELECT answer FROM message WHERE order_id = %s AND due_at IS NULL", first) == [
        ("no such account",)
    ]


def test_a_full_disk_keeps_notices_waiting(scene: Scene) -> None:
    def full(one: Claimed) -> None:
        raise OSError(28, "No space left on device")

    _, name = scene.person("buyer")
    scene.order(name, "full")
    while scene.outgoing.sort(NOW):
        pass
    assert replace(scene.outgoing, notify=full).deliver_due(NOW) == 0
    assert scene.round(NOW + PAUSES[0]) == 1
    assert len(scene.notices) == 1


def test_mail_that_is_to_come_later_does_not_stand_before_that_of_others(scene: Scene) -> None:
    def greylisted(one: Claimed) -> None:
        if one.order_id == first:
            raise OSError(0, "450 come again")
        scene.notices.append(one)

    _, name = scene.person("buyer")
    first, second = scene.order(name, "grey"), scene.order(name, "white")
    while scene.outgoing.sort(NOW):
        pass
    moody = replace(scene.outgoing, notify=greylisted)
    assert moody.deliver_due(NOW) == 1
    third = scene.order(name, "after")
    while scene.outgoing.sort(NOW):
        pass
    assert moody.deliver_due(NOW) == 1, "while the first one waits for its turn"
    assert [one.order_id for one in scene.notices] == [second, third]
    assert scene.round(NOW + PAUSES[0]) == 1
    assert scene.notices[-1].order_id == first


def test_old_messages_are_forgotten_and_waiting_ones_kept(scene: Scene) -> None:
    _, name = scene.person("buyer")
    scene.order(name, "old")
    scene.round()
    scene.order(name, "waiting")
    scene.outgoing.sort(NOW)
    with scene.desks.store.unit() as unit:
        assert rows.sweep(unit.roads.cursor, NOW) == 0
        assert rows.sweep(unit.roads.cursor, NOW + KEPT) == 1
    assert scene.sql("SELECT count(*) FROM message") == [(1,)]


def test_a_webhook_is_made_once_and_belongs_to_its_person(scene: Scene) -> None:
    desk, url = scene.desks.webhooks(), "http://127.0.0.1:9/x"
    (person, _), (other, _) = scene.person("buyer"), scene.person("buyer")
    first = desk.make(person, "k", url, ["parcel.delivered", PLACED], NOW)
    again = desk.make(person, "k", url, [PLACED, "parcel.delivered"], NOW + 5)
    assert (first.before, again.before) == (False, True)
    assert (first.row, first.secret) == (again.row, again.secret)
    assert first.secret not in str(scene.sql("SELECT * FROM webhook"))
    with pytest.raises(BadInput, match="came with another webhook"):
        desk.make(person, "k", url, [PLACED], NOW)
    assert desk.make(other, "k", url, [PLACED], NOW).row.webhook_id != first.row.webhook_id
    assert desk.find(first.row.webhook_id, other) is None
    assert not desk.remove(first.row.webhook_id, other)
    assert desk.find("x", None) is desk.find("A" * 32, None) is None
    for number in range(MOST_WEBHOOKS - 1):
        desk.make(person, str(number), url, [PLACED], NOW)
    with pytest.raises(BadInput, match="20 webhooks already"):
        desk.make(person, "more", url, [PLACED], NOW)
    assert desk.remove(first.row.webhook_id, person)
    assert desk.find(first.row.webhook_id, None) is None
    with pytest.raises(BadInput, match="form https"):
        replace_poster(scene).make(person, "private", url, [PLACED], NOW)


def replace_poster(scene: Scene) -> Any:
    """The desk of a site that others reach."""
    desk = scene.desks.webhooks()
    return type(desk)(desk.store, desk.seal, Poster(False))


def _place_of_file(scene: Scene, name: str, quantity: int = 1, buyer: str = "file") -> None:
    clock = scene.road.clock_at()
    line = AskedLine(
        row=1, order=name, line=1, buyer=buyer, sku=LOCAL.sku, quantity=quantity, placed_at=clock, destination="kazan",
        payment="wallet", currency="RUB", unit_price_minor=None, title="", weight_grams=None, merchant="", hs6=None,
        origin="", goods=True,
    )  # fmt: skip
    order = AskedOrder(name, buyer, "kazan", "wallet", "RUB", clock, (line,), b"content")
    assert place_orders(scene.road.platform, [order], 500) == {}
    take_returns(scene.road.platform, [order])
