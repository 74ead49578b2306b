"""The desk of webhooks: where machines want to be told of events, and what they were told."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from uuid import UUID

from tearoad.boot.sealing import Seal
from tearoad.operations.told import KINDS
from tearoad.store import webhooks as rows
from tearoad.store.pool import PooledStore
from tearoad.store.webhooks import Delivery as Delivery  # the doors know the types from here
from tearoad.store.webhooks import WebhookRow as WebhookRow
from tearoad.terms import cursor as cursors
from tearoad.terms.names import is_id
from tearoad.terms.refusal import BadInput
from tearoad.wire.webhook import Poster, target_of

MOST_WEBHOOKS = 20  # of one person; assumed
SECRET_BYTES = 32  # Standard Webhooks asks for 24 to 64
MARK = "whsec_"
FIRST_PAGE = (253_402_300_799, "f" * 32)  # before the year 10000


@dataclass(frozen=True)
class Made:
    """A webhook, its secret as the owner needs it, and whether it had been made before."""

    row: WebhookRow
    secret: str
    before: bool


class Webhooks:
    """Over the store of the desks; `seal` keeps the secrets. Safe to be asked by many threads at once."""

    def __init__(self, store: PooledStore, seal: Seal, poster: Poster) -> None:
        self.store, self.seal, self.poster = store, seal, poster

    def make(self, person: UUID, key: str, url: str, kinds: Sequence[str], now: int) -> Made:
        """The same for the same person, key and wish. BadInput on an address that may not be told anything, on a key
        that came with another wish, and where the person has MOST_WEBHOOKS already; `now` by the wall clock."""
        self.poster.reachable(target_of(url, self.poster.own_machine))
        name = blake2b(f"{person}\0{key}".encode(), digest_size=16).hexdigest()
        wanted = tuple(kind for kind in KINDS if kind in kinds)
        secret = MARK + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
        row = WebhookRow(name, person, url, wanted, self.seal.seal(secret, where(name)), now, False)
        with self.store.unit() as unit:
            rows.add(unit.roads.cursor, row, MOST_WEBHOOKS)
            found = rows.find(unit.roads.cursor, name)
        if found is None:
            raise BadInput(f"there are {MOST_WEBHOOKS} webhooks already; remove one first")
        if (found.url, found.kinds) != (url, wanted):
            raise BadInput("this Idempotency-Key came with another webhook before")
        return Made(found, self.seal.open(found.secret, where(name)), found.secret != row.secret)

    def listed(self, person: UUID) -> list[WebhookRow]:
        """Their own, the oldest first."""
        with self.store.reading() as reading:
            return rows.listed(reading, person)

    def find(self, webhook_id: str, person: UUID | None) -> WebhookRow | None:
        """Of this person, or with None of anybody; None where there is none."""
        if not is_id(webhook_id):
            return None
        with self.store.reading() as reading:
            found = rows.find(reading, webhook_id)
        return found if found and person in (None, found.person_id) else None

    def remove(self, webhook_id: str, person: UUID | None) -> bool:
        """False where there is none; what it was to be told is dropped."""
        found = self.find(webhook_id, person)
        if found:
            with self.store.unit() as unit:
                rows.remove(unit.roads.cursor, found.webhook_id)
        return found is not None

    def told(self, webhook_id: str, cursor: str, count: int) -> tuple[list[Delivery], str]:
        """The newest first, and the cursor of the next page, '' at the end. BadInput on a cursor that was not ours."""
        about = f"webhook {webhook_id}"
        before = cursors.keys_of(cursor, about, (int, str)) if cursor else FIRST_PAGE
        moment, name = before
        if not isinstance(moment, int) or not 0 <= moment <= FIRST_PAGE[0] or not is_id(str(name)):
            raise BadInput("the cursor points at no delivery")
        with self.store.reading() as reading:
            found = rows.told(reading, webhook_id, (moment, str(name)), count + 1)
        page = found[:count]
        more = len(found) > count
        return page, cursors.cursor_of(about, page[-1].made_at, page[-1].message_id) if more else ""


def where(webhook_id: str) -> str:
    """What the seal of a secret is bound to."""
    return f"webhook.secret.{webhook_id}"
