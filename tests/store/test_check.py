"""Every rule of the check names the row that breaks it; a road that nobody touched breaks none."""

import re
from collections.abc import Iterator

import psycopg
import pytest
from databases import a_name, migrated_data_base
from items import DEAR, item, lodge_some

from tearoad.boot.books import head_of, keeps
from tearoad.boot.road import OpenRoad, drop_data_base, open_road
from tearoad.cli.demo_commands import demo_orders, stock_demo
from tearoad.ledger.transfer import Kind, Transfer
from tearoad.operations.asked import ASSUMED_WEIGHT_GRAMS
from tearoad.operations.play import play
from tearoad.operations.statement_view import Head
from tearoad.store import check_items, check_ledger
from tearoad.store.check import MOST_NAMED, RULES

COUNT = 1_500
NAMES = (*RULES, check_ledger.NAMES, check_items.STANDS_AS_TOLD)
# Words of the statements below.
WORDS = {
    "A_POST": "(SELECT transfer_id FROM transfer WHERE kind = 2 AND verdict = 0 ORDER BY batch, nr LIMIT 1)",
    "ITS_HOLD": "(SELECT hold_id FROM transfer WHERE kind = 2 AND verdict = 0 ORDER BY batch, nr LIMIT 1)",
    "FEE": "(SELECT account_id FROM account WHERE account = 'fee:RUB')",
    "REST": "kind, verdict, debit, credit, amount_minor, hold_id, at, group_id, expires_at, batch, nr",
    "PAID_BY_WALLET": "1, declaration_id, 9, now(), 7, 'tearoad:wallets', 1, '', '' FROM item_declaration "
    "WHERE state = 4",
    "DUTY_OF_ONE": "1, declaration_id, 1, 0, 'wallet:x:RUB', 'RU', 5, 0, 'RUB', 5, 'RUB', now(), now(), "
    "gen_random_uuid() FROM item_declaration WHERE state = 4",
    "DUTY_BACK": "1, declaration_id, 2, 1, 'wallet:x:RUB', 'RU', 5, 0, 'RUB', 5, 'RUB', now(), now(), "
    "gen_random_uuid() FROM item_declaration WHERE state = 4",
    "CLAIM_OF_ONE": "1, gen_random_uuid(), consignment_id",
    "ONE_CONFIRMED": "(SELECT consignment_id FROM consignment WHERE carriage = 9 LIMIT 1) AS one",
    "NO_AMOUNT_RULE": "ALTER TABLE transfer DROP CONSTRAINT transfer_amount",
}
# Statements, the rule that they break, and what of the broken row is named.
BROKEN = """
UPDATE account SET debits = debits + 1 WHERE account = 'fee:RUB' | the books balance | RUB
UPDATE account SET debits_pending = debits_pending + 1 WHERE account = 'fee:RUB' | the books balance | RUB
UPDATE account SET debits = debits + 1, credits = credits + 1 WHERE account = 'fee:RUB' | journal says | fee:RUB
UPDATE account SET credits_pending = credits_pending + 1 WHERE account = 'fee:RUB' | journal says | fee:RUB
UPDATE account SET currency = 'EUR' WHERE account = 'fee:RUB' | two accounts of one currency | -
DELETE FROM account WHERE account = 'fee:RUB' | two accounts of one currency | -
UPDATE transfer SET debit = credit WHERE transfer_id = A_POST | two accounts of one currency | -
NO_AMOUNT_RULE; UPDATE transfer SET amount_minor = -1 WHERE transfer_id = A_POST | amounts are | -
NO_AMOUNT_RULE; UPDATE transfer SET amount_minor = 1 WHERE kind = 3 | amounts are | -
UPDATE transfer SET batch = 1000000 WHERE batch = 1 | passed its bounds | escrow:RUB
UPDATE account SET ceiling = 0 WHERE account = 'escrow:RUB' | passed its bounds | escrow:RUB
DROP INDEX transfer_hold_once; INSERT INTO transfer (cell_id, transfer_id, REST) SELECT 1, gen_random_uuid(), REST \
    FROM transfer WHERE transfer_id = A_POST | resolved once | 2 times
UPDATE transfer SET amount_minor = 1 + (SELECT h.amount_minor FROM transfer h WHERE h.transfer_id = transfer.hold_id) \
    WHERE transfer_id = A_POST | resolved once | -
UPDATE transfer SET debit = credit, credit = debit WHERE transfer_id = A_POST | resolved once | -
UPDATE transfer SET at = to_timestamp(0) WHERE transfer_id = A_POST | resolved once | -
DELETE FROM transfer WHERE transfer_id = ITS_HOLD | resolved once | -
UPDATE transfer SET hold_id = NULL WHERE transfer_id = A_POST | resolved once | -
UPDATE transfer SET expires_at = at WHERE kind = 1 | after its hold expired | -
DELETE FROM transfer WHERE kind >= 2; UPDATE transfer SET expires_at = at WHERE kind = 1 | has its timer | -
UPDATE transfer SET group_id = A_POST; UPDATE transfer SET verdict = 1 WHERE transfer_id = ITS_HOLD | stand or fall | -
UPDATE transfer SET at = at + interval '1 second' WHERE batch = 3 | chain of digests | batch 3 has another
UPDATE transfer SET group_id = transfer_id WHERE transfer_id = A_POST | chain of digests | has another
UPDATE journal_batch SET digest = sha256(digest) WHERE batch = 3 | chain of digests | batch 4 has another
DELETE FROM journal_batch WHERE batch = 3 | chain of digests | batch 3 is
DELETE FROM transfer WHERE batch = 3 | chain of digests | batch 3 has 0 rows of
UPDATE transfer SET batch = 1000000 WHERE batch = 3 | chain of digests | batch 1000000 is not in the chain
DELETE FROM transfer WHERE batch = 3; DELETE FROM journal_batch WHERE batch = 3 | chain of digests | 3 is missing
UPDATE transfer SET nr = nr + 1 WHERE batch = 3 | are numbered | batch 3
UPDATE transfer SET amount_minor = amount_minor - 1 WHERE transfer_id = A_POST | out again or held | paid
DELETE FROM transfer WHERE kind = 3 | out again or held | held
UPDATE consignment SET delivered_at = NULL WHERE money = 2 | after delivery | of
UPDATE consignment SET delivered_at = delivered_at + interval '100 years' | after delivery | of
UPDATE consignment SET border = 7 WHERE money = 2 | after delivery | of
UPDATE account SET account = 'fees:RUB' WHERE account = 'fee:RUB' | that of its name | fees:RUB
INSERT INTO timer (cell_id, timer_id, due_at, kind, about) VALUES (1, gen_random_uuid(), to_timestamp(9), 1, \
    gen_random_uuid()) | overdue | timer
UPDATE consignment SET due = 9, due_at = to_timestamp(0) WHERE carriage = 9 | overdue | -
UPDATE consignment SET carriage = 3 WHERE carriage = 9 | reachable | (
UPDATE stock SET reserved = 1 WHERE sku = (SELECT min(sku) FROM stock) | waited for | 1 reserved
ALTER TABLE stock DROP CONSTRAINT stock_not_negative; UPDATE stock SET on_hand = -1 | stock is negative | -
UPDATE consignment SET money = 1 WHERE carriage = 9 | settled or protected | -
DELETE FROM transfer WHERE kind = 2 AND credit = FEE | open journey | -
UPDATE consignment SET due = 12 WHERE carriage = 9 | has a deadline | -
UPDATE consignment SET money = 0, carriage = 0 WHERE carriage = 9 | has a deadline | -
INSERT INTO payment VALUES (1, gen_random_uuid(), 'nobody', 'card', 'Ob Bank', 1, 'RUB', 0, '', now(), now()) \
    | that wait | -
INSERT INTO payment SELECT 1, gen_random_uuid(), order_id, 'card', 'Ob Bank', 1, 'RUB', 1, '', now(), now() \
    FROM consignment WHERE money = 2 LIMIT 1 | was captured | 1 paid
INSERT INTO provider_operation VALUES (1, 'roadpay', 'op', 1, gen_random_uuid(), 1, 'RUB', now(), 0) \
    | paid an order | op of
INSERT INTO account SELECT cell_id, -1, 'suspense:roadpay:RUB', currency, floor, ceiling, closed, 0, 5, 0, 0 \
    FROM account WHERE account = 'escrow:RUB' | kept apart | suspense:roadpay:RUB: 5, 0
INSERT INTO break_item SELECT 1, 'p', gen_random_uuid(), 0, 'fee', 'k', 'RUB', 3, now(), 'us', now(), NULL, '' \
    | breaks are kept | suspense:breaks-p:RUB: 0, 3
INSERT INTO bank_entry SELECT 1, gen_random_uuid(), 'a', 1, now(), 'r', '', 5, 'RUB', now(), '', NULL \
    | posted once | bank_account:a:RUB: 0, -5
INSERT INTO bank_statement VALUES (1, 'a', 1, now(), now(), 1, 2, '') | follow each other | statement 1 of a
INSERT INTO sign_off VALUES (1, 'p', '2026-11-11', 0, 'olga', now()) | were reconciled | p, 2026-11-11
INSERT INTO coupon_use VALUES (1, 'nobody', 'TEN', 'anna', 5, false) | take off was promised | nobody: 5 used, 0
UPDATE consignment SET coupon_given_minor = 1 WHERE money = 2 | take off was promised | : 0 used
UPDATE consignment SET coupon_given_minor = 1, coupon_minor = 1, coupon_funder = 'leaf' WHERE money = 2 \
    | coupons paid | coupon_funding:leaf:RUB: 0
INSERT INTO account SELECT cell_id, -1, 'coupon_funding:platform:RUB', currency, NULL, ceiling, closed, 5, 0, 0, 0 \
    FROM account WHERE account = 'escrow:RUB' | overdrawn | coupon_funding:platform:RUB: -5
INSERT INTO coupon_use VALUES (1, 'nobody', 'TEN', 'anna', 5, false) | too often | TEN by anna, 1 times
INSERT INTO top_up VALUES (1, gen_random_uuid(), 'anna', '', 'Ob Bank', 'card', 5, 'RUB', 0, 1, '', now(), now()) \
    | filled its wallet | 5 asked for, 0 came
INSERT INTO top_up SELECT 1, transfer_id, 'anna', '', 'Ob Bank', 'card', 5, 'RUB', 0, 2, '', now(), now() \
    FROM transfer WHERE transfer_id = A_POST | filled its wallet | 5 asked for
INSERT INTO top_up VALUES (1, gen_random_uuid(), 'anna', 's', 'Ob Bank', 'card', 5, 'RUB', 1, 1, '', now(), now()) \
    | belongs to | top-up
INSERT INTO account SELECT cell_id, -1, 'bonus_funding:s:RUB', currency, floor, ceiling, closed, 0, 0, 0, 0 \
    FROM account WHERE account = 'escrow:RUB'; UPDATE transfer SET debit = -1 WHERE transfer_id = A_POST \
    | belongs to | bonus
INSERT INTO top_up VALUES (1, gen_random_uuid(), 'anna', 's', 'Ob Bank', 'card', 5, 'RUB', 1, 1, '', now(), now()) \
    | within its budget | s: 1 given of 0
INSERT INTO bonus VALUES (1, 's', now(), 1, 200, 5, 9, 'RUB', '[]'); INSERT INTO top_up SELECT 1, \
    gen_random_uuid(), 'anna', 's', 'Ob Bank', 'card', 5, 'RUB', 3, 1, '', now(), now() FROM generate_series(1, 2) \
    | more bonus | s, anna: 6 of 5
INSERT INTO top_up VALUES (1, gen_random_uuid(), 'anna', '', 'Ob Bank', 'card', 5, 'RUB', 0, 0, '', now()) \
    | in waiting | -
UPDATE item_declaration SET state = 4 WHERE state = 12 | as its events say | released by its events
UPDATE item_declaration SET paid = NOT paid | as its events say | -
UPDATE item_declaration SET events = 9 WHERE state = 12 | as its events say | -
UPDATE item_declaration_event SET number = 7 WHERE fact = 16 | as its events say | assessed by its events
DELETE FROM item_declaration_event | as its events say | not_lodged by its events
INSERT INTO item_declaration_event SELECT 1, declaration_id, events + 1, now(), 20, 'olga', 2, 'R1', '' \
    FROM item_declaration WHERE state = 12 | as its events say | released by its events
UPDATE item_declaration SET paid = FALSE WHERE state = 12 | assessed, paid and not held | -
UPDATE item_declaration_event SET fact = 5 WHERE fact = 6 | assessed, paid and not held | -
UPDATE item_declaration_event SET fact = 14 WHERE fact = 3 | assessed, paid and not held | -
DELETE FROM item_declaration_event WHERE fact = 16 | assessed, paid and not held | -
UPDATE item_declaration SET consignment_id = (SELECT min(consignment_id::text)::uuid FROM consignment \
    WHERE carriage = 9 AND border = 0) WHERE state = 12 | as its declaration | -
INSERT INTO item_document SELECT 1, declaration_id, 2, '', 'image/png', 1, '', 'anna', now(), '' \
    FROM item_declaration WHERE state = 12 | without a gap | : 1 to number 2
INSERT INTO item_document VALUES (1, gen_random_uuid(), 1, '', 'image/png', 1, '', 'anna', now(), '') \
    | without a gap | : 1 to number 1
UPDATE consignment SET renewed_on = promised_on + 3 WHERE renewed_on IS NULL | was told last | told none
INSERT INTO promise SELECT 1, consignment_id, promised_on + 99, 900, 'road', placed_at FROM consignment LIMIT 1 \
    | was told last | told 2
INSERT INTO promise SELECT 1, consignment_id, promised_on - 1, 900, 'road', placed_at FROM consignment LIMIT 1 \
    | told in time | -
UPDATE consignment SET carriage = 10, renewed_on = '2100-01-01' WHERE carriage = 10 AND money = 2 | no protection | 2100
UPDATE consignment SET moved_at = now(), carriage = 3 \
    WHERE consignment_id IN (SELECT consignment_id FROM scan WHERE event = 'EMI') | where its scans say | : EMI
UPDATE consignment SET moved_at = now(), delivered_at = to_timestamp(1) WHERE delivered_at IS NOT NULL \
    | was scanned then | -
INSERT INTO item_link SELECT 1, declaration_id, 1, '', 1, 'olga', now(), now(), 3 \
    FROM item_declaration WHERE state = 12 | by the sender alone | : link 1
UPDATE item_declaration_event SET declaration_id = gen_random_uuid() WHERE fact = 16 | event is of a declaration | , 4
INSERT INTO item_duty SELECT DUTY_OF_ONE | wallet paid was posted | , 1: 5 of duty, 0 posted
INSERT INTO account SELECT cell_id, -1, 'wallet:x:RUB', currency, floor, ceiling, closed, 0, 0, 0, 0 FROM account \
    WHERE account = 'escrow:RUB'; UPDATE transfer SET debit = -1 WHERE credit = (SELECT account_id FROM account \
    WHERE account = 'duty_payable:RU:RUB') | wallet paid was posted | -
INSERT INTO item_duty SELECT DUTY_OF_ONE | until it goes back | 0 times by a wallet, 1 kept
INSERT INTO item_declaration_event SELECT PAID_BY_WALLET | until it goes back | 1 times by a wallet, 0 kept
INSERT INTO item_declaration_event SELECT PAID_BY_WALLET; INSERT INTO item_duty SELECT DUTY_OF_ONE; \
    INSERT INTO item_duty SELECT DUTY_BACK | until it goes back | 1 times by a wallet, 1 kept
INSERT INTO item_declaration_event SELECT PAID_BY_WALLET; INSERT INTO item_duty SELECT DUTY_OF_ONE; UPDATE \
    item_declaration_event SET number = 10, fact = 2 WHERE fact = 5 | until it goes back | 1 times by a wallet, 1 kept
UPDATE consignment SET claimed = TRUE WHERE carriage = 9 | while a claim is open | -
INSERT INTO claim SELECT CLAIM_OF_ONE, 0, 0, 0, now(), 'anna', now(), 9, NULL, '', NULL FROM ONE_CONFIRMED \
    | while a claim is open | -
INSERT INTO claim SELECT CLAIM_OF_ONE, 0, 0, 3, now(), 'anna', now(), 9, NULL, '', NULL FROM ONE_CONFIRMED \
    | as it was answered | -
INSERT INTO claim SELECT CLAIM_OF_ONE, 0, 2, 2, now(), 'anna', now(), 9, now(), 'petr', now() FROM ONE_CONFIRMED \
    | which is lost | -
INSERT INTO claim SELECT CLAIM_OF_ONE, 0, 0, 0, now(), 'anna', now(), 9, NULL, '', NULL FROM ONE_CONFIRMED \
    | comes to its end | -
INSERT INTO item_undeclared SELECT 1, s10, office, lodged_at, 'olga' FROM item_declaration WHERE state = 12 \
    | waits for its data | , moscow
UPDATE item_declaration SET s10 = (SELECT max(s10) FROM item_declaration), turn = events | in 24 months | HA
UPDATE s10_run SET last_serial = last_serial - 1 WHERE service = 'HA' | without holes | HA
UPDATE s10_run SET first_serial = 1 WHERE first_serial = 0 AND service = 'HA' | without holes | HA 00000001 CN, 20
DELETE FROM s10_run WHERE service = 'HA' | without holes | HA
UPDATE s10_range SET next_serial = next_serial + 1 WHERE service = 'HA' | without holes | is next
DELETE FROM s10_range WHERE service = 'HA' | without holes | is of no range
INSERT INTO s10_run SELECT cell_id, service, country, range_first, 1, issued_on + 1, 0, 0 FROM s10_run \
    WHERE service = 'HA' AND first_serial = 0 | without holes | HA 00000000 CN
INSERT INTO s10_range (cell_id, service, country, first_serial, next_serial) VALUES (1, 'HA', 'CN', 9, 9) \
    | do not overlap | HA 00000000 CN and 00000009
UPDATE consignment SET s10 = NULL WHERE s10 LIKE 'HA00000003%CN' | parcel or noted | HA 00000003 CN: given 1 times, \
accounted for 0
UPDATE consignment SET s10 = 'HA000000005CN' WHERE s10 LIKE 'HA00000001%CN' | parcel or noted | accounted for 2
UPDATE consignment SET s10 = 'XA000000005CN' WHERE s10 LIKE 'HA00000001%CN' | parcel or noted | XA 00000000 CN
UPDATE consignment SET s10 = 'mangled' WHERE s10 LIKE 'HA00000001%CN' | parcel or noted | 1 parcels with
INSERT INTO s10_note VALUES (1, 'HA', 'CN', 0, 2, 3, TRUE, 'torn', now()) | parcel or noted | accounted for 2
UPDATE dispatch SET serial = 9999 WHERE s8 = (SELECT min(s8) FROM dispatch) | have no gaps | the last 9999
UPDATE dispatch SET weight_grams = weight_grams + 1 | of a dispatch add up | grams
UPDATE receptacle SET s9 = left(s9, 23) || '0' || substr(s9, 25) | of a dispatch add up | receptacles
UPDATE receptacle_item SET weight_grams = weight_grams + 1 | holds what was advised | grams
DROP INDEX receptacle_open_once; UPDATE receptacle SET dispatch_id = NULL; UPDATE receptacle_item SET left_at = NULL \
    | lies in no open | CN
UPDATE receptacle_item SET left_at = NULL; UPDATE consignment SET carriage = 3 | in a receptacle has left | CN
INSERT INTO office_assignment SELECT 1, consignment_id, 0, now(), office, 'nowhere', lane, lane, 'cost', '' \
    FROM consignment WHERE office = 'moscow' | that they were given | , turn 0
INSERT INTO office_assignment SELECT 1, consignment_id, 3, now(), 'nowhere', office, lane, lane, 'cost', '' \
    FROM consignment WHERE office = 'moscow' | that they were given | , turn 3
INSERT INTO office_assignment SELECT 1, consignment_id, n, now(), 'nowhere', office, lane, lane, 'cost', '' \
    FROM consignment, generate_series(0, 1) n WHERE office = 'moscow' | that they were given | , turn 1
INSERT INTO office_closure VALUES (1, gen_random_uuid(), 'moscow', to_timestamp(0), now(), 'r', 'olga', \
    to_timestamp(0), NULL, NULL, 0, NULL) | an office is closed | at moscow
"""
CASES = [tuple(line.split(" | ")) for line in BROKEN.replace("\\\n", "").strip().splitlines()]


@pytest.fixture(scope="module")
def played(server_url: str) -> Iterator[OpenRoad]:
    """A road that some orders have gone; each test breaks it in a transaction that is undone."""
    name = a_name()
    url = migrated_data_base(server_url, name)
    with open_road(url) as road:
        stock_demo(road, COUNT)
        play(road.platform, demo_orders(road.corridor, COUNT)[:60], ASSUMED_WEIGHT_GRAMS, lambda more: None)
        lodge_some(road, item(1), item(2, **DEAR))
        yield road
    drop_data_base(server_url, name)


@pytest.mark.parametrize(("statement", "rule", "named"), CASES)
def test_what_is_broken_is_named(played: OpenRoad, statement: str, rule: str, named: str) -> None:
    for word, said in WORDS.items():
        statement = statement.replace(word, said)
    with played.store.connection.transaction(force_rollback=True):
        for one in statement.split("; "):
            assert played.store.connection.execute(one).rowcount
        found = [(count, rows) for name, count, rows in played.check() if rule in name]
        assert len(found) == 1, [name for name, _, _ in played.check()]
        count, rows = found[0]
        assert any(named in row for row in rows), rows
        assert len(rows) == min(count, MOST_NAMED)


def test_every_rule_has_its_broken_row() -> None:
    for name in NAMES:
        assert any(rule in name for _, rule, _ in CASES), name
    for _, rule, _ in CASES:
        assert sum(rule in name for name in NAMES) == 1, rule


def test_a_sound_road_breaks_no_rule(played: OpenRoad) -> None:
    assert played.check() == []


def test_a_head_that_was_kept_finds_what_was_cut_off_or_written_anew(road: OpenRoad) -> None:
    """The last batches go with their balances, so that every rule holds: only the head tells."""
    assert head_of(road) is None
    clearing, escrow = "psp_clearing:RUB", "escrow:RUB"
    for number in (1, 2, 3):
        with road.store.unit() as unit:
            paid = Transfer(f"{number:032x}", Kind.DIRECT, clearing, escrow, 100, None, 1_760_000_000)
            unit.ledger.post([paid])
    head = head_of(road)
    assert head is not None
    assert head.batch == 3
    assert re.fullmatch("[0-9a-f]{64}", head.digest)
    assert keeps(road, head)
    assert not keeps(road, Head(2, head.digest))
    with road.store.connection.transaction():
        road.store.connection.execute("DELETE FROM transfer WHERE batch = 3")
        road.store.connection.execute("DELETE FROM journal_batch WHERE batch = 3")
        road.store.connection.execute("UPDATE account SET debits = 200 WHERE account = %s", [clearing])
        road.store.connection.execute("UPDATE account SET credits = 200 WHERE account = %s", [escrow])
    assert road.check() == []
    assert not keeps(road, head)
    with road.store.unit() as unit:
        unit.ledger.post([Transfer(f"{9:032x}", Kind.DIRECT, clearing, escrow, 100, None, 1_760_000_000)])
    assert road.check() == []
    assert not keeps(road, head)


def test_the_check_sees_one_moment_and_leaves_nothing_behind(played: OpenRoad) -> None:
    assert played.check() == played.check() == []
    with psycopg.connect(played.url) as other:
        left = other.execute(
            "SELECT count(*) FROM pg_class WHERE relname IN ('check_joint', 'check_member')"
        ).fetchone()
    assert left == (0,)
