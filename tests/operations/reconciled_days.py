"""A road with a payment provider and a bank beside it, whose registers and statements the tests write day by day."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

import psycopg
from shops import ABROAD, LOCAL, START, an_order, by_card, served

from tearoad.boot.banks import Account
from tearoad.boot.desks import Desks
from tearoad.boot.road import OpenRoad, drop_data_base, fresh_data_base, open_road, with_name
from tearoad.cli.demo_commands import stock_demo
from tearoad.operations.advance import advance
from tearoad.operations.hear_provider import Done, Heard, Said, hear
from tearoad.operations.import_bank_files import Register, declare_account, import_register, import_statements
from tearoad.operations.reconcile_day import Day, reconcile_day
from tearoad.operations.reconcile_ports import OwnAccount
from tearoad.operations.take_payment import take_payments
from tearoad.payments.breaks import Type
from tearoad.payments.register import Kind, Price, Registered, agreed_fee, net
from tearoad.payments.statement import Entry, Statement
from tearoad.terms.days import DAY, MOSCOW

ACCOUNT = Account("roadpay", "http://127.0.0.1:1", "whsec_" + "a" * 40)
OURS = "40702810900000000001"
REFUNDS = """
SELECT replace(call_id::text, '-', ''), amount_minor, currency FROM bank_call WHERE asks = 2 ORDER BY call_id
"""
names = count()


@contextmanager
def template(server_url: str) -> Iterator[str]:
    """The name of a data base with a stocked road, of which each test takes a copy."""
    name = "tearoad_test_reconciled"
    drop_data_base(server_url, name)
    with open_road(fresh_data_base(server_url, name)) as road:
        stock_demo(road)
        advance(road.platform, START)
        road.store.connection.execute("UPDATE stock SET made_to_order = true, on_hand = 5000")
    yield name
    drop_data_base(server_url, name)


@contextmanager
def world(server_url: str, template: str) -> Iterator["World"]:
    name = f"{template}_{next(names)}"
    drop_data_base(server_url, name)
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY wal_log")
    with open_road(with_name(server_url, name)) as road, served(road, ACCOUNT) as desks:
        declare_account(road.store, OwnAccount(OURS, "RUB", "roadpay"))
        yield World(road, desks)
    drop_data_base(server_url, name)


@dataclass
class World:
    """`rows` are what the provider has registered so far, by its operations."""

    road: OpenRoad
    desks: Desks
    rows: dict[str, Registered] = field(default_factory=dict)
    balance: int = 0
    number: int = 0
    orders: int = 0

    @property
    def today(self) -> int:
        return (self.road.clock_at() + MOSCOW) // DAY

    def tomorrow(self) -> None:
        advance(self.road.platform, (self.today + 1) * DAY - MOSCOW + 6 * 3_600)

    def asked(self, buyer: str = "vera") -> tuple[str, int]:
        """A payment that waits: its key, and what it costs."""
        self.orders += 1  # by these keys their fates are the same in every run: none is cancelled within days
        order, total = an_order(self.desks, buyer, ABROAD.sku, LOCAL.sku, key=f"order {self.orders}")
        (found,) = take_payments(self.desks.platform(), self.desks.store, [by_card(order, buyer)])
        return found.payment_id, total

    def says(self, key: str, operation: str, minor: int) -> Heard:
        word = Said("roadpay", key, Done.PAID, operation, minor, "RUB", self.road.clock_at())
        return hear(self.desks.platform(), self.desks.store, [word])[0]

    def paid(self, buyer: str = "vera") -> Registered:
        """A payment that came, as the provider is going to register it; it has not done so yet."""
        key, total = self.asked(buyer)
        row = self.row(f"op-{next(names)}", key, total)
        assert self.says(key, row.operation, total) is Heard.TAKEN
        return row

    def row(self, operation: str, key: str, minor: int, kind: Kind = Kind.CHARGE) -> Registered:
        row = Registered(operation, key, kind, minor, 0, "RUB", self.today, "")
        return row._replace(fee_minor=agreed_fee(row, self.price))

    @property
    def price(self) -> Price:
        return self.road.corridor.providers["roadpay"].price

    def registers(self, *rows: Registered, corrects: bool = False) -> Register:
        self.rows |= {row.operation: row for row in rows}
        return import_register(self.road.store, "roadpay", rows, corrects=corrects)

    def refunds(self) -> list[Registered]:
        """What the provider was asked to give back and has not registered yet, as it is going to."""
        known = {row.key for row in self.rows.values() if row.kind == Kind.REFUND}
        calls = self.road.store.connection.execute(REFUNDS).fetchall()
        return [self.row(f"back-{key}", key, minor, Kind.REFUND) for key, minor, _ in calls if key not in known]

    def pays_out(self, name: str) -> int:
        """All that was registered and not paid out yet is, under a name: the net sum."""
        rows = [row._replace(payout=name) for row in self.rows.values() if not row.payout]
        self.registers(*rows)
        return sum(net(row) for row in rows)

    def statement(self, *entries: tuple[str, int], days: int = 1) -> Statement:
        """The bank's next one, until today; entries by their references."""
        self.number += 1
        opening, self.balance = self.balance, self.balance + sum(minor for _, minor in entries)
        rows = tuple(Entry(name, "", minor, "RUB", self.today, "payout") for name, minor in entries)
        return Statement(OURS, "RUB", self.number, self.today - days + 1, self.today, opening, self.balance, rows)

    def banks(self, *entries: tuple[str, int]) -> None:
        import_statements(self.road.store, [self.statement(*entries)])

    def reconciled(self, day: int) -> Day:
        return reconcile_day(self.road.store, self.road.corridor.providers["roadpay"], day)

    def over(self) -> Day:
        """Today ends, and is reconciled; a second time finds nothing else."""
        day = self.today
        self.tomorrow()
        found = self.reconciled(day)
        before = self.road.digest()
        assert not self.reconciled(day).changed
        assert self.road.digest() == before
        assert self.held("suspense:breaks-roadpay:RUB") == -sum(minor for _, _, minor in said(found))
        clearing = found.run.sums["in_transit"].get("RUB", 0) + found.run.sums["on_the_way"].get("RUB", 0)
        assert self.held("psp_clearing:roadpay:RUB") == -clearing - self.later(day)
        assert self.road.check() == []
        return found

    def held(self, account: str) -> int:
        sql = "SELECT coalesce(sum(credits - debits), 0)::bigint FROM account WHERE account = %s"
        (found,) = self.road.store.connection.execute(sql, [account]).fetchone() or (0,)
        return int(found)

    def later(self, day: int) -> int:
        """What the clearing account has moved since a day, but for reconciliation."""
        sql = """SELECT coalesce(sum(CASE WHEN debit LIKE 'psp_clearing:roadpay%%' THEN amount_minor
                                          ELSE -amount_minor END), 0)::bigint FROM journal
        WHERE 'psp_clearing:roadpay:RUB' IN (debit, credit) AND at >= to_timestamp(%s)
        AND debit || credit !~ 'breaks-|bank-|psp_fee'"""
        (found,) = self.road.store.connection.execute(sql, [(day + 1) * DAY - MOSCOW]).fetchone() or (0,)
        return int(found)


def said(found: Day) -> list[tuple[Type, str, int]]:
    return [(one.found.type, one.found.key, one.found.amount_minor) for one in found.breaks]
