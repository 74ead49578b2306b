"""Where somebody may lodge declarations or scan parcels, and in which role: one rule for every door."""

from collections.abc import Collection, Sequence

from tearoad.customs.clearance import Role
from tearoad.network.road import Road
from tearoad.operations.asked_item import AskedItem
from tearoad.operations.desk_view import Seen


def offices_to_lodge_at(own: Seen, offices: Collection[str]) -> list[str]:
    """Merchants send to any office; who works at one lodges there alone. `own` is what they may create."""
    return sorted(offices) if own.merchant else offices_to_scan_at(own, offices)


def offices_to_scan_at(own: Seen, offices: Collection[str]) -> list[str]:
    """The office at which one works, or all for who sees everything; a merchant scans nowhere."""
    return sorted(name for name in offices if own.everything or name == own.office)


def places_to_scan_at(own: Seen, road: Road) -> frozenset[str] | None:
    """The places at which somebody may tell of scans: that of their office; None is all of them."""
    if own.everything:
        return None
    return frozenset(road.offices[name].place for name in offices_to_scan_at(own, road.offices))


def misplaced(asked: AskedItem, offices: Sequence[str]) -> tuple[str, str] | None:
    """What of a declaration is not for these offices, or not for its parcel: a field and what was expected."""
    if asked.office not in offices:
        return "office", f"{asked.office[:60]!r}, expected one of {', '.join(offices) or 'no office'}"
    if asked.consignment and asked.s10:
        return "s10", "none: the road numbers its own parcels"
    return None


def lodging_role(role_names: Collection[str]) -> Role:
    """An officer enters what came on paper as such; everybody else is the sender, or acts for them."""
    others = {"merchant", "post_worker", "operator"}.intersection(role_names)
    return Role.OFFICER if "officer" in role_names and not others else Role.SENDER
