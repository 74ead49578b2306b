"""What the ledger looks at before it takes a batch: what cannot be written as a row is refused here, by name.

An account whose name is no text at all is `NO_ACCOUNT` here already; this, as all that is refused here, is not kept.
"""

from collections.abc import Sequence

from tearoad.ledger.transfer import Kind, Transfer
from tearoad.ledger.verdict import LAST_MOMENT, MOST_MINOR, Verdict
from tearoad.terms.names import is_id

KINDS = frozenset(int(kind) for kind in Kind)
_NONE = "0" * 32


def refused_at_the_door(rows: Sequence[Transfer]) -> dict[int, Verdict]:
    """The rows that cannot be written, by their place, with the reason; in a group with one, the others are linked."""
    looked_at = {at: _looked_at(row) for at, row in enumerate(rows)}
    found: dict[int, Verdict] = {at: verdict for at, verdict in looked_at.items() if verdict is not Verdict.DONE}
    groups = [row.group if isinstance(row.group, str) else None for row in rows]
    broken = _broken(groups)
    for at, group in enumerate(groups):
        if group in broken:
            found.setdefault(at, Verdict.NO_GROUP)
    linked = {groups[at] for at in found} - {None}
    for at, group in enumerate(groups):
        if group in linked:
            found.setdefault(at, Verdict.LINKED)
    return found


def _looked_at(row: Transfer) -> Verdict:
    if not _is_id(row.transfer_id) or not (row.hold_id is None or _is_id(row.hold_id)):
        return Verdict.NO_ID
    if type(row.kind) not in (int, Kind) or row.kind not in KINDS:
        return Verdict.NO_KIND
    if not _is_name(row.debit) or not _is_name(row.credit):
        return Verdict.NO_ACCOUNT
    if type(row.amount_minor) is not int:
        return Verdict.NOT_WHOLE
    if abs(row.amount_minor) > MOST_MINOR:
        return Verdict.TOO_LARGE
    if not _is_moment(row.at) or not (row.expires_at is None or _is_moment(row.expires_at)):
        return Verdict.NO_MOMENT
    if not (row.group is None or _is_id(row.group)):
        return Verdict.NO_GROUP
    return Verdict.DONE


def _broken(groups: Sequence[str | None]) -> set[str | None]:
    """Groups whose rows do not stand one after another."""
    seen: set[str | None] = set()
    broken: set[str | None] = set()
    before = None
    for group in groups:
        if group != before and group is not None and group in seen:
            broken.add(group)
        seen.add(group)
        before = group
    return broken


def _is_id(text: object) -> bool:
    return isinstance(text, str) and is_id(text) and text != _NONE


def _is_name(text: object) -> bool:
    """True for text that UTF-8 can say: not for a half of a pair of surrogates."""
    try:
        return isinstance(text, str) and bool(text.encode())
    except UnicodeEncodeError:
        return False


def _is_moment(at: object) -> bool:
    return type(at) is int and 0 <= at < LAST_MOMENT
