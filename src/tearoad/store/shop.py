"""What the shop asks of the catalogue: models that fit a question, and their offers. Reading only.

Which lane goods of a weight take from each origin, and what a currency is worth today, come in as small tables: so the
data base filters and orders by promise and price exactly as everybody else reckons them. What searches is never
prepared: a plan that is right for one wish is wrong for the next.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from psycopg import Cursor

from tearoad.operations.ports import ENDLESS, Product
from tearoad.operations.shop_view import COUNTED, ModelRow, OfferRow, Question
from tearoad.store.columns import transposed
from tearoad.store.database import CELL
from tearoad.store.market import PRODUCT

MOST_OFFERS = 50  # of one model, those with the lowest prices: what a list looks at
EVERY_OFFER = 500  # of one model, on its own page
KEYS = {
    "relevance": ("-rank", "price", "model"),
    "price": ("price", "model"),
    "date": ("promised_on", "price", "model"),
}

# Many ask at once, so none takes more than its own core; and a catalogue that is asked often lies in memory.
_OPENED = """
SELECT extract(epoch FROM clock_at)::bigint, set_config('max_parallel_workers_per_gather', '0', true),
       set_config('random_page_cost', '1.1', true)
FROM road WHERE cell_id = %s
"""
# Stop words fall away by themselves; a last one counts as a beginning only where nothing else is left.
_TSQUERY = """
SELECT (CASE WHEN numnode(last) = 0 AND numnode(others) > 0 THEN others ELSE others && (last || begun) END)::text
FROM to_tsquery('pg_catalog.russian', %s) AS others, to_tsquery('pg_catalog.russian', %s) AS last,
     to_tsquery('pg_catalog.simple', %s) AS begun
"""
_FITTING = """
FROM product p
JOIN unnest(%(origin)s::text[], %(first_grams)s::bigint[], %(after_grams)s::bigint[], %(promised_on)s::bigint[])
    AS b(origin, first_grams, after_grams, promised_on)
    ON b.origin = p.origin AND p.weight_grams >= b.first_grams AND p.weight_grams < b.after_grams
JOIN unnest(%(currency)s::text[], %(top)s::bigint[], %(bottom)s::bigint[]) AS r(currency, top, bottom)
    ON r.currency = p.currency
WHERE p.cell_id = %(cell)s AND p.price_minor IS NOT NULL
"""
_OF_MERCHANT = " AND p.merchant = %(merchant)s"
_FOUND = " AND p.search @@ %(query)s::tsquery"
_PRICE = "(2 * p.price_minor * r.top + r.bottom) / (2 * r.bottom)"
_RANK = "(ts_rank(p.search, %(query)s::tsquery, 1) * 1000000)::int"  # 1: long titles count for less
# Left out where nobody asked: the planner takes it for rare that a model is within, and reads the whole catalogue.
_IN_BOUNDS = " HAVING min(price) BETWEEN %(price_from)s AND %(price_to)s"
# OFFSET 0 keeps the rank within: it is reckoned once, and the words of a title are not carried along.
_WHOLE = """
WITH fitting AS MATERIALIZED (
    SELECT model, count(*) AS offers, min(promised_on) AS promised_on, min(price) AS price, max(rank) AS rank
    FROM (SELECT p.model, b.promised_on, {price} AS price, {rank} AS rank {fitting} OFFSET 0) AS offer
    GROUP BY model {in_bounds}
)
SELECT model, offers, promised_on, (SELECT count(*) FROM (SELECT FROM fitting LIMIT %(counted)s) AS counted), {keys}
FROM fitting WHERE {after} ORDER BY {keys} LIMIT %(most)s
"""
# Along the index `product_shelf`, no further than the page reaches; and to where counting ends.
_SHELF = """
SELECT model, count(*), min(promised_on), md5(model) FROM (
    SELECT p.model, b.promised_on, {price} AS price {fitting} AND {after}
) AS offer GROUP BY md5(model), model {in_bounds} ORDER BY md5(model), model LIMIT %(most)s
"""
_SHELF_COUNT = """
SELECT count(*) FROM (
    SELECT FROM (SELECT p.model, {price} AS price {fitting}) AS offer
    GROUP BY md5(model), model {in_bounds} LIMIT %(counted)s
) AS counted
"""
_COLUMNS = ", ".join(f"p.{name}" for name in PRODUCT)
_FREE = f"CASE WHEN s.made_to_order THEN {ENDLESS} ELSE s.on_hand - s.reserved END"
_OFFERS = """
SELECT {columns}, {free}
FROM unnest(%(models)s::text[]) AS m(model)
CROSS JOIN LATERAL (
    SELECT p.*, {price} AS price {fitting} AND p.model = m.model ORDER BY price, p.sku LIMIT %(most)s
) AS p
JOIN stock s ON s.cell_id = p.cell_id AND s.sku = p.sku
"""
_OFFER = f"""
SELECT {_COLUMNS}, {_FREE}, extract(epoch FROM r.clock_at)::bigint
FROM product p JOIN stock s ON s.cell_id = p.cell_id AND s.sku = p.sku JOIN road r ON r.cell_id = p.cell_id
WHERE p.cell_id = %s AND p.price_minor IS NOT NULL
"""  # noqa: S608 - own names


class Hits(NamedTuple):
    """Models of a page and, where another page comes, the first of that; how many fit in all, at most COUNTED + 1; and
    of each model the offers that fit, at most MOST_OFFERS, those with the lowest prices."""

    models: list[ModelRow]
    in_all: int
    offers: dict[str, list[OfferRow]]


def opened(cursor: Cursor) -> int:
    """The road clock, in seconds since 1970; from here on the transaction is planned as suits the shop."""
    row = cursor.execute(_OPENED, [CELL]).fetchone()
    assert row is not None, "the road was laid when the data base was opened"
    return int(row[0])


def search(cursor: Cursor, question: Question) -> Hits:
    """A page of models in the order asked for, with the offers that fit, and how many fit on all pages."""
    parameters = _parameters(question)
    fitting = _FITTING + (_OF_MERCHANT if question.merchant else "")
    if question.words.last:
        row = cursor.execute(_TSQUERY, question.words, prepare=False).fetchone()
        assert row is not None
        parameters["query"] = row[0]
        fitting += _FOUND
    page = _on_the_shelf if question.order == "shelf" else _in_order
    models, count = page(cursor, question, fitting, parameters)
    parameters |= {"models": [model.model for model in models], "most": MOST_OFFERS}
    sql = _OFFERS.format(columns=_COLUMNS, free=_FREE, price=_PRICE, fitting=fitting)
    return Hits(models, count, _by_model(cursor.execute(sql, parameters, prepare=False)))


def offers_of(cursor: Cursor, model: str) -> tuple[int, list[OfferRow]]:
    """Every offer of a model that has a price, and where the road clock stands; (0, []) where there is none."""
    sql = f"{_OFFER} AND p.model = %s ORDER BY p.sku LIMIT %s"
    rows = cursor.execute(sql, [CELL, model, EVERY_OFFER]).fetchall()
    return (rows[0][-1] if rows else 0), [OfferRow(Product(*row[:-2]), row[-2]) for row in rows]


def offer_of(cursor: Cursor, sku: str) -> tuple[int, OfferRow] | None:
    """One product by its name, where it has a price, and where the road clock stands."""
    row = cursor.execute(f"{_OFFER} AND p.sku = %s", [CELL, sku]).fetchone()
    return (row[-1], OfferRow(Product(*row[:-2]), row[-2])) if row else None


def _by_model(cursor: Cursor) -> dict[str, list[OfferRow]]:
    found: dict[str, list[OfferRow]] = {}
    for *product, free in cursor.fetchall():
        row = OfferRow(Product(*product), free)
        found.setdefault(row.product.model, []).append(row)
    return found


def _in_order(
    cursor: Cursor, question: Question, fitting: str, parameters: dict[str, Any]
) -> tuple[list[ModelRow], int]:
    names = KEYS[question.order]
    sql = _WHOLE.format(
        price=_PRICE,
        rank=_RANK if question.words.last else "0",
        fitting=fitting,
        in_bounds=_IN_BOUNDS if question.bounded else "",
        keys=", ".join(names),
        after=_after(names, question.after, parameters),
    )
    rows = cursor.execute(sql, parameters, prepare=False).fetchall()
    return [ModelRow(row[0], row[1], row[2], tuple(row[4:])) for row in rows], rows[0][3] if rows else 0


def _on_the_shelf(
    cursor: Cursor, question: Question, fitting: str, parameters: dict[str, Any]
) -> tuple[list[ModelRow], int]:
    after = _after(("md5(p.model)", "p.model"), question.after, parameters)
    page = _SHELF.format(price=_PRICE, fitting=fitting, in_bounds=_IN_BOUNDS if question.bounded else "", after=after)
    rows = cursor.execute(page, parameters, prepare=False).fetchall()
    whole = _SHELF_COUNT.format(price=_PRICE, fitting=fitting, in_bounds=_IN_BOUNDS if question.bounded else "")
    count = cursor.execute(whole, parameters, prepare=False).fetchone()
    assert count is not None
    return [ModelRow(row[0], row[1], row[2], (row[3], row[0])) for row in rows], int(count[0])


def _after(names: Sequence[str], keys: Sequence[str | int], parameters: dict[str, Any]) -> str:
    """The condition of what comes after the keys, whose values it adds to the parameters."""
    if not keys:
        return "true"
    parameters |= {f"key_{at}": key for at, key in enumerate(keys)}
    places = ", ".join(f"%(key_{at})s::{'text' if isinstance(key, str) else 'bigint'}" for at, key in enumerate(keys))
    return f"({', '.join(names)}) > ({places})"


def _parameters(question: Question) -> dict[str, Any]:
    origin, first, after, promised, _ = transposed(question.bands, 5)
    currency, top, bottom = transposed(question.rates, 3)
    return {
        "origin": origin, "first_grams": first, "after_grams": after, "promised_on": promised,
        "currency": currency, "top": top, "bottom": bottom, "merchant": question.merchant,
        "price_from": question.price_from, "price_to": question.price_to,
        "cell": CELL, "counted": COUNTED + 1, "most": question.most,
    }  # fmt: skip
