"""The plain queries behind the control room."""

from typing import NamedTuple

from psycopg import Cursor

from tearoad.journey.stages import Border, Carriage, Money
from tearoad.operations.control_room_view import LAST_ORDERS, MOST_PARCELS
from tearoad.store.database import CELL
from tearoad.store.orders import PAID_MINOR

# A parcel whose payment the bank took back is settled and may travel on; the index `consignment_open` has it.
OPEN = f"delivered_at IS NULL AND (settled_at IS NULL OR money = {Money.CHARGED_BACK:d})"
TRAVELLING = f"""
SELECT lane, replace(consignment_id::text, '-', ''), extract(epoch FROM dispatched_at)::bigint,
       extract(epoch FROM due_at)::bigint
FROM consignment WHERE cell_id = %(cell)s AND {OPEN} AND carriage = ANY (%(moving)s)
"""  # noqa: S608 - own words
SOME = " AND hashtextextended(consignment_id::text, 0) %% %(every)s = 0 ORDER BY consignment_id LIMIT %(most)s"
ON_LANES = f"""
SELECT lane, count(*) FROM consignment WHERE cell_id = %s AND {OPEN} AND carriage = ANY (%s) GROUP BY lane
"""  # noqa: S608 - own words
WAITING = f"""
SELECT office, count(*), extract(epoch FROM min(arrived_at))::bigint FROM consignment
WHERE cell_id = %s AND {OPEN} AND carriage = %s AND border <> %s AND left_office_at IS NULL GROUP BY office
"""  # noqa: S608 - own words. Whom officers hold, and who is let go and on the way to the door, does not wait
MONEY = """
SELECT currency,
       sum(debits_pending) FILTER (WHERE account LIKE 'escrow:%%'),
       sum(credits - debits) FILTER (WHERE account LIKE 'seller_payable:%%' OR account LIKE 'duty_payable:%%'
                                     OR account LIKE 'tax_payable:%%' OR account LIKE 'postage_payable:%%'),
       sum(debits) FILTER (WHERE account LIKE 'escrow:%%')
FROM account WHERE cell_id = %s GROUP BY currency ORDER BY currency
"""
LATEST = f"""
SELECT o.order_id, o.placed_at, o.destination, c.money, c.border, c.carriage,
       {PAID_MINOR}, o.currency
FROM orders o JOIN consignment c ON c.cell_id = o.cell_id AND c.order_id = o.order_id
WHERE o.cell_id = %s AND o.placed_at > %s::timestamptz - interval '3 days'
ORDER BY o.placed_at DESC, c.consignment_id LIMIT %s
"""  # noqa: S608 - own words
STATES = "SELECT money, border, carriage, count(*) FROM consignment WHERE cell_id = %s GROUP BY 1, 2, 3"
MOVING = [int(Carriage.DISPATCHED), int(Carriage.IN_TRANSIT)]


class Rows(NamedTuple):
    """Raw rows, in the order of the queries above."""

    clock: object
    parcels: list[tuple[str, str, int, int]]
    on_lanes: dict[str, int]
    waiting: list[tuple[str, int, int]]
    money: list[tuple[str, int, int, int]]
    latest: list[tuple[object, ...]]
    states: list[tuple[int, int, int, int]]


def control_room_rows(cursor: Cursor) -> Rows:
    """One picture, from one snapshot; the caller's transaction is repeatable read."""
    clock = cursor.execute("SELECT clock_at FROM road WHERE cell_id = %s", [CELL]).fetchone()
    assert clock is not None
    on_lanes: dict[str, int] = dict(cursor.execute(ON_LANES, [CELL, MOVING]).fetchall())
    every = max(1, -(-sum(on_lanes.values()) // MOST_PARCELS))
    sample = {"cell": CELL, "moving": MOVING, "every": every, "most": MOST_PARCELS}
    return Rows(
        clock=clock[0],
        parcels=cursor.execute(TRAVELLING + SOME, sample).fetchall(),
        on_lanes=on_lanes,
        waiting=cursor.execute(WAITING, [CELL, int(Carriage.AT_OFFICE), int(Border.HELD)]).fetchall(),
        money=cursor.execute(MONEY, [CELL]).fetchall(),
        latest=cursor.execute(LATEST, [CELL, clock[0], 4 * LAST_ORDERS]).fetchall(),
        states=cursor.execute(STATES, [CELL]).fetchall(),
    )
