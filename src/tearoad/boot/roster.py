"""The desk at which operators say who may do what; each change is kept, with who made it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from tearoad.operations.rights import AT_OFFICES, ROLES, STAFF
from tearoad.store import roster as rows
from tearoad.store.pool import PooledStore
from tearoad.store.roster import ChangeRow as ChangeRow  # the doors know the types from here
from tearoad.store.roster import PersonRow as PersonRow

MOST_CHANGES = 50  # that are shown


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody is to be."""

    roles: tuple[str, ...]
    merchant: str
    office: str
    active: bool


class Roster:
    """Over the store of the desks; `offices` are the road's exchange offices."""

    def __init__(self, store: PooledStore, offices: Sequence[str]) -> None:
        self.store, self.offices = store, tuple(offices)

    def listed(self, beginning: str, after: str, count: int) -> tuple[list[PersonRow], str]:
        """By handle; the `after` of the next page, '' at the end."""
        if "\0" in beginning + after:
            return [], ""
        with self.store.reading() as reading:
            found = rows.listed(reading, beginning, after, count + 1)
        return found[:count], found[count - 1].name if len(found) > count else ""

    def find(self, person: UUID) -> tuple[PersonRow, list[ChangeRow]] | None:
        """One account and the changes of it, the newest first; None where there is none."""
        with self.store.reading() as reading:
            found = rows.find(reading, person)
            return (found, rows.changes(reading, person, MOST_CHANGES)) if found else None

    def change(self, by: UUID, person: UUID, wish: Wish, now: int) -> dict[str, str] | None:
        """Faults by field, empty where it is done; None where there is no such account. `now` by the wall clock.

        Nobody changes their own account, so whoever changes others stays.
        """
        if person == by:
            return {"form": "own_account"}
        with self.store.unit() as unit:
            cursor = unit.roads.cursor
            found = rows.find(cursor, person, lock=True)
            if found is None:
                return None
            faults = self._faults(found, wish)
            if wish.merchant and ("\0" in wish.merchant or not rows.sells(cursor, wish.merchant)):
                faults["merchant"] = "no_merchant"
            wanted = replace(
                found,
                active=wish.active,
                roles=tuple(sorted(wish.roles)),
                merchant=wish.merchant or None,
                office=wish.office or None,
            )
            if not faults and wanted != found:
                rows.change(cursor, person, wanted, staff=not STAFF.isdisjoint(wish.roles))
                rows.log(cursor, person, by, now, _in_short(found), _in_short(wanted))
        return faults

    def _faults(self, found: PersonRow, wish: Wish) -> dict[str, str]:
        faults = {}
        if found.demo:
            faults["form"] = "demo_account"
        if not set(wish.roles) <= set(ROLES):
            faults["roles"] = "invalid_choice"
        if "merchant" in wish.roles and not wish.merchant:
            faults["merchant"] = "required"
        if wish.office not in ("", *self.offices):
            faults["office"] = "invalid_choice"
        elif not wish.office and not set(AT_OFFICES).isdisjoint(wish.roles):
            faults["office"] = "required"
        return faults


def _in_short(row: PersonRow) -> str:
    words = [*row.roles, *([] if row.active else ["inactive"])]
    words += [f"{name}={text}" for name, text in (("merchant", row.merchant), ("office", row.office)) if text]
    return " ".join(words)
