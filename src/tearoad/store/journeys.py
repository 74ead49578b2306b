"""Consignments, scans, offices and S10 ranges: one statement per batch."""

import json
from collections.abc import Sequence

import numpy as np

from tearoad.journey.consignments import Consignments
from tearoad.operations.ports import ScanRow
from tearoad.store.columns import arrays, insert, lists, selected, transposed, unnested, written
from tearoad.store.s10_ranges import give, serials_of
from tearoad.store.unit_cursor import UnitCursor

FIXED = {
    "consignment_id": "uuid",
    "order_id": "text",
    "merchant": "text",
    "origin": "text",
    "destination": "text",
    "lane": "text",
    "office": "text",
    "cash_on_delivery": "flag",
    "currency": "text",
    "postage_minor": "amount",
    "duty_minor": "amount",
    "tax_minor": "amount",
    "payout_currency": "text",
    "fx_margin": "amount",
    "weight_grams": "amount",
    "placed_at": "moment",
    "promised_on": "day",
    "coupon_funder": "text",
    "coupon_given_minor": "amount",
    "coupon_goods_minor": "amount",
}
MOVING = {
    "goods_minor": "amount",
    "fee_minor": "amount",
    "refunded_minor": "amount",
    "money": "code",
    "border": "code",
    "carriage": "code",
    "inspect": "flag",
    "attempts": "code",
    "s10": "text",
    "hold_id": "uuid",
    "duty_rule": "text",
    "assessed_minor": "amount?",
    "assessed_tax_minor": "amount?",
    "rate_top": "amount",
    "rate_bottom": "amount",
    "rate_locked_at": "moment",
    "rate_until": "moment",
    "dispatched_at": "moment",
    "arrived_at": "moment",
    "left_office_at": "moment",
    "delivered_at": "moment",
    "settled_at": "moment",
    "due": "code",
    "due_at": "moment",
    "payer": "text",
    "coupon_minor": "amount",
    "moved_at": "moment",
    "claimed": "flag",
    "renewed_on": "day?",
}
KINDS = {**FIXED, **MOVING}
SCAN = {"consignment_id": "uuid", "event": "text", "place": "text", "at": "moment", "reason": "text"}

_KEY = {"consignment_id": "uuid"}
_SELECT = f"SELECT {selected(KINDS)} FROM consignment WHERE cell_id = %s AND "  # noqa: S608 - this module's own names
_UPDATE = (
    f"UPDATE consignment c SET ({', '.join(MOVING)}) = ROW({written(MOVING)}) "  # noqa: S608 - this module's own names
    f"FROM {unnested({**_KEY, **MOVING})} WHERE c.cell_id = %s AND c.consignment_id = u.consignment_id"
)


class PostgresJourneys:
    """Implements the port `Journeys` within one transaction."""

    def __init__(self, cursor: UnitCursor, cell: int) -> None:
        self.cursor, self.cell = cursor, cell

    def add(self, batch: Consignments) -> None:
        self.cursor.later(insert("consignment", KINDS), [self.cell, *lists(batch, KINDS)])

    def due(self, before: int) -> Consignments:
        where = "due_at < to_timestamp(%s) ORDER BY due_at, consignment_id FOR UPDATE"
        return self._read(where, [before])

    def some(self, consignment_ids: Sequence[str]) -> Consignments:
        where = "consignment_id = ANY (%s::uuid[]) ORDER BY consignment_id FOR UPDATE"
        return self._read(where, [list(consignment_ids)])

    def of_orders(self, order_ids: Sequence[str]) -> Consignments:
        where = "order_id = ANY (%s) ORDER BY consignment_id FOR UPDATE"
        return self._read(where, [list(order_ids)])

    def save(self, batch: Consignments) -> None:
        if len(batch):
            self.cursor.execute(_UPDATE, [*lists(batch, [*_KEY, *MOVING]), self.cell])

    def next_due(self) -> int | None:
        sql = (
            "SELECT extract(epoch FROM min(due_at))::bigint FROM consignment WHERE cell_id = %s AND due_at IS NOT NULL"
        )
        row = self.cursor.execute(sql, [self.cell]).fetchone()
        return row[0] if row else None

    def add_scans(self, scans: Sequence[ScanRow]) -> None:
        if scans:
            sql = insert("scan", SCAN, "ON CONFLICT DO NOTHING")
            self.cursor.execute(sql, [self.cell, *transposed(scans, len(SCAN))])

    def serials(self, service: str, issuer: str, count: int, day: int) -> np.ndarray:
        return serials_of(give(self.cursor, self.cell, service, issuer, count, day))

    def office_free(self, office: str, lines: int) -> np.ndarray:
        sql = "SELECT free_at FROM office_state WHERE cell_id = %s AND office = %s FOR UPDATE"
        row = self.cursor.execute(sql, [self.cell, office]).fetchone()
        kept = sorted(row[0], reverse=True)[:lines] if row else []
        return np.array(sorted([*kept, *[0] * (lines - len(kept))]), dtype=np.int64)

    def keep_office_free(self, office: str, free_at: np.ndarray) -> None:
        sql = (
            "INSERT INTO office_state (cell_id, office, free_at) VALUES (%s, %s, %s) "
            "ON CONFLICT (cell_id, office) DO UPDATE SET free_at = excluded.free_at"
        )
        self.cursor.execute(sql, [self.cell, office, json.dumps(free_at.tolist())])

    def _read(self, where: str, parameters: Sequence[object]) -> Consignments:
        rows = self.cursor.execute(_SELECT + where, [self.cell, *parameters]).fetchall()
        return Consignments(**arrays(KINDS, rows))
