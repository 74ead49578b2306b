"""What those whom a parcel concerns see of a claim about it."""

from typing import NamedTuple

from tearoad.operations.claim_ports import ClaimRow


class ListedClaim(NamedTuple):
    """A claim with its parcel; `s10` and `office` are '' where it has none, `stage` is the parcel's now."""

    claim: ClaimRow
    order_id: str
    s10: str
    merchant: str
    office: str
    stage: str
