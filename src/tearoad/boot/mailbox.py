"""The desk of addresses of mail: given, confirmed by a link that was sent there, shown masked, sealed at rest."""

from dataclasses import dataclass
from hashlib import blake2b
from uuid import UUID

from tearoad.boot.sealing import Seal
from tearoad.operations.notices import CONFIRM, RESET
from tearoad.operations.told import Message
from tearoad.store import mail_addresses as rows
from tearoad.store.mail_addresses import AddressRow
from tearoad.store.pool import PooledStore
from tearoad.terms.refusal import BadInput
from tearoad.wire.smtp import LONGEST_ADDRESS as LONGEST_ADDRESS  # the doors know what an address is from here
from tearoad.wire.smtp import is_address as is_address


@dataclass(frozen=True)
class Mailbox:
    """Over the store of the desks; moments are of the wall clock."""

    store: PooledStore
    seal: Seal

    def shown(self, person: UUID) -> tuple[str, str]:
        """The confirmed address and the one that waits, masked; '' where there is none."""
        with self.store.reading() as reading:
            row = rows.find(reading, person)
        if row is None:
            return "", ""
        confirmed, pending = self._opened(row, row.address), self._opened(row, row.pending)
        return masked(confirmed or ""), masked(pending or "")

    def ask(self, person: UUID, address: str, language: str, site: str, now: int) -> None:
        """Notes the address and sends a link there; until it is used the one before stays."""
        sealed = self.seal.seal(address, _where(person))
        name = blake2b(sealed.encode(), digest_size=16).hexdigest()
        with self.store.unit() as unit:
            rows.ask(unit.roads.cursor, person, sealed, language)
            unit.events.keep([Message(name, None, CONFIRM, str(person), None, now, site)], now)

    def forgotten(self, name: str, site: str, now: int) -> None:
        """Sends a link for a new password to the confirmed address, where there is one."""
        with self.store.unit() as unit:
            row = rows.find_by_name(unit.roads.cursor, name)
            if row and row.active and row.address:
                told = blake2b(f"{RESET} {row.person_id} {now}".encode(), digest_size=16).hexdigest()
                unit.events.keep([Message(told, None, RESET, str(row.person_id), None, now, site)], now)

    def confirm(self, person: UUID, mark: str) -> bool:
        """False where the link is not that of the address that waits."""
        with self.store.unit() as unit:
            row = rows.find(unit.roads.cursor, person)
            pending = row and self._opened(row, row.pending)
            if not row or not row.pending or not pending or self.mark(pending) != mark:
                return False
            return rows.confirm(unit.roads.cursor, person, row.pending)

    def remove(self, person: UUID) -> None:
        """From now on no notice is sent."""
        with self.store.unit() as unit:
            rows.remove(unit.roads.cursor, person)

    def address_of(self, name: str) -> str | None:
        """The confirmed one of an account that may sign in."""
        with self.store.reading() as reading:
            row = rows.find_by_name(reading, name)
        return self._opened(row, row.address) if row and row.active else None

    def pending_of(self, person: UUID) -> tuple[AddressRow, str] | None:
        """The account and the address that waits to be confirmed; None where none does."""
        with self.store.reading() as reading:
            row = rows.find(reading, person)
        opened = row and self._opened(row, row.pending)
        return (row, opened) if row and opened else None

    def confirmed_of(self, person: UUID) -> tuple[AddressRow, str] | None:
        """The account and its confirmed address; None where there is none, or the account may not sign in."""
        with self.store.reading() as reading:
            row = rows.find(reading, person)
        opened = row and row.active and self._opened(row, row.address)
        return (row, opened) if row and opened else None

    def mark(self, address: str) -> str:
        """What stands for an address in a link."""
        return self.seal.fingerprint(f"mail {address}")

    def password_mark(self, person: UUID) -> str | None:
        """What stands in a link for a password and the address that the link went to: once either is another, the link
        is good for nothing."""
        with self.store.reading() as reading:
            kept, row = rows.password_of(reading, person), rows.find(reading, person)
        return self.seal.fingerprint(f"password {kept} {row.address}") if kept and row and row.address else None

    def _opened(self, row: AddressRow, sealed: str | None) -> str | None:
        try:
            return self.seal.open(sealed, _where(row.person_id)) if sealed else None
        except BadInput:  # its key is gone: as if it were not there, so that another can be given
            return None


def masked(address: str) -> str:
    """'a…@example.com'."""
    name, _, host = address.partition("@")
    return f"{name[:1]}…@{host}" if address else ""


def _where(person: UUID) -> str:
    return f"mail_address.{person}"
