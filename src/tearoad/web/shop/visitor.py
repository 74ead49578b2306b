"""What a visitor has chosen so far, kept in their session: the town of delivery and the basket."""

from django.http import HttpRequest

from tearoad.api.provider import desks
from tearoad.operations.shop_view import Destination

TOWN, BASKET = "town", "basket"
FIRST_TOWN = "moscow"
CURRENCY = "RUB"
MOST_LINES = 50  # different goods in one basket
MOST_PIECES = 99  # of one of them
LONGEST_SKU = 200


def towns(language: str) -> list[tuple[str, str]]:
    """(id, name in the language) of every town that parcels reach, by name."""
    named = [(one.id, one.names[language]) for one in _destinations()]
    return sorted(named, key=lambda one: one[1])


def town(request: HttpRequest) -> str:
    """The id of the chosen town; what is no town any more is as if none was chosen."""
    chosen = request.session.get(TOWN)
    return chosen if chosen in {one.id for one in _destinations()} else FIRST_TOWN


def choose_town(request: HttpRequest, name: str) -> bool:
    """False, and nothing done, where parcels do not reach it."""
    known = name in {one.id for one in _destinations()}
    if known:
        request.session[TOWN] = name
    return known


def basket(request: HttpRequest) -> dict[str, int]:
    """Pieces by sku, in the order in which they were put in."""
    kept = request.session.get(BASKET)
    return dict(kept) if isinstance(kept, dict) else {}


def put(request: HttpRequest, sku: str, pieces: int) -> bool:
    """So many pieces, none takes them out; False where the basket has no room for another kind of goods."""
    lines = basket(request)
    if pieces <= 0:
        lines.pop(sku, None)
    elif (sku not in lines and len(lines) >= MOST_LINES) or len(sku) > LONGEST_SKU:
        return False
    else:
        lines[sku] = min(pieces, MOST_PIECES)
    request.session[BASKET] = lines
    return True


def clear(request: HttpRequest) -> None:
    """An empty basket."""
    request.session[BASKET] = {}


def _destinations() -> tuple[Destination, ...]:
    return desks().shop().destinations
