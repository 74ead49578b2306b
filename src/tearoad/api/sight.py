"""What a machine may see, by the roles of its key's owner."""

from tearoad.api.rights import ApiRequest
from tearoad.boot.buyers import ACCOUNT
from tearoad.operations.desk_view import Seen, seen_by
from tearoad.operations.rights import Action, Resource


def seen(request: ApiRequest, resource: Resource, action: Action = "read") -> Seen:
    """The consignments of which the caller may read this resource, or do something to it."""
    caller = request.caller
    assert caller, "the right to read it comes with a key"
    return seen_by(
        caller.roles,
        resource,
        buyer=ACCOUNT + caller.name,
        merchant=caller.merchant,
        office=caller.office,
        action=action,
    )
