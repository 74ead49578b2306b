"""Reconciliation as the operator asks for it: files by their paths, providers by their names, days as days."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from tearoad.boot.road import OpenRoad
from tearoad.operations.import_bank_files import (
    Imported,
    Register,
    declare_account,
    import_register,
    import_statements,
)
from tearoad.operations.reconcile_day import Day, next_days, reconcile_day, sign_off
from tearoad.operations.reconcile_ports import OpenBreak, OwnAccount, Run, SignedOff
from tearoad.payments.bank import Provider
from tearoad.terms.days import DAY, MOSCOW
from tearoad.terms.money import EXPONENTS
from tearoad.terms.refusal import BadInput
from tearoad.wire.banks.register_csv import read_register
from tearoad.wire.banks.statement_file import read_statement

NUMBER = re.compile(r"[0-9A-Za-z]{4,34}")


class ReconcilingDesk:
    """Every method raises BadInput, one line, for what cannot be done, and then nothing was."""

    def __init__(self, road: OpenRoad) -> None:
        self.road, self.store = road, road.store

    def provider(self, name: str | None) -> Provider:
        """By its name; the only one there is where none was named."""
        known = self.road.corridor.providers
        if name is None and len(known) == 1:
            return next(iter(known.values()))
        if name is None or name not in known:
            raise BadInput(f"payment provider {(name or '')[:60]!r}, expected one of {', '.join(known)}")
        return known[name]

    def declare(self, number: str, currency: str, provider: str | None) -> bool:
        """An account of ours; False where it was declared before."""
        if not NUMBER.fullmatch(number):
            raise BadInput(f"account {number[:60]!r}, expected 4 to 34 letters and digits")
        if currency not in EXPONENTS:
            raise BadInput(f"--currency {currency[:20]!r}, expected one of {', '.join(EXPONENTS)}")
        return declare_account(self.store, OwnAccount(number, currency, self.provider(provider).name))

    def statements(self, path: Path, encoding: str | None) -> list[Imported]:
        """All statements of a file, or none of them."""
        return import_statements(self.store, read_statement(path, encoding))

    def register(self, provider: str, path: Path, encoding: str | None, *, corrects: bool) -> Register:
        """All rows of a file, or none of them."""
        name = self.provider(provider).name
        return import_register(self.store, name, read_register(path, MOSCOW, encoding), corrects=corrects)

    def days(self, provider: str) -> range:
        """What is to be reconciled next."""
        return next_days(self.store, self.provider(provider).name)

    def reconcile(self, provider: str, days: Sequence[int], told: Callable[[int], None]) -> list[Day]:
        """Each in a transaction of its own; `told` how many more are done."""
        found, known = [], self.provider(provider)
        for day in days:
            found.append(reconcile_day(self.store, known, day))
            told(1)
        return found

    def breaks(self, provider: str) -> tuple[list[OpenBreak], Run | None, int]:
        """Those that are open, the last day that was reconciled, and which day the road's clock stands on."""
        name = self.provider(provider).name
        with self.store.unit() as unit:
            today = (unit.roads.clock_at() + MOSCOW) // DAY
            return unit.reconciling.open_breaks(name), unit.reconciling.last_run(name), today

    def sign_off(self, provider: str, day: int, by: str) -> SignedOff:
        """Who has looked at a day."""
        return sign_off(self.store, self.provider(provider).name, day, by)
