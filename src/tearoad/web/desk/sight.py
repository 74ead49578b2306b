"""What a visitor may see, by their roles."""

from tearoad.boot.buyers import ACCOUNT
from tearoad.operations.desk_view import Seen, seen_by
from tearoad.operations.rights import Action, Resource
from tearoad.web.rights import Asked


def seen(request: Asked, resource: Resource, action: Action = "read") -> Seen:
    """The consignments of which the visitor may read this resource, or do something to it."""
    user = request.user
    return seen_by(
        request.roles,
        resource,
        buyer=ACCOUNT + user.name,
        merchant=user.merchant,
        office=user.office,
        action=action,
    )
