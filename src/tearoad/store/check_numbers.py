"""What must hold of S10 numbers at any time: given in their order without holes, once in 24 months, and each of them
stands on one parcel or is noted."""

from psycopg import Cursor

from tearoad.post.ranges import REUSE_MONTHS

# What a range gave in each turn, against where it stands; the turns of a range one after another.
GIVEN_WITHOUT_HOLES = f"""
WITH run AS (
    SELECT n.*, lag(last_serial) OVER t AS before, lead(issued_on) OVER t AS later, lag(issued_on) OVER r AS earlier,
           lag(turn) OVER r AS turn_before
    FROM s10_run n WHERE cell_id = %(cell)s
    WINDOW t AS (PARTITION BY service, country, range_first, turn ORDER BY issued_on),
           r AS (PARTITION BY service, country, range_first ORDER BY turn, issued_on)
)
SELECT service || ' ' || lpad(first_serial::text, 8, '0') || ' ' || country || ', ' || issued_on FROM run
WHERE last_serial < first_serial OR first_serial <> coalesce(before + 1, range_first)
   OR (turn <> turn_before AND issued_on < earlier + interval '{REUSE_MONTHS} months')
UNION ALL
SELECT r.service || ' ' || lpad(r.next_serial::text, 8, '0') || ' ' || r.country || ' is next' FROM s10_range r
LEFT JOIN run ON (run.service, run.country, run.range_first, run.turn)
    = (r.service, r.country, r.first_serial, r.turn) AND run.later IS NULL
WHERE r.cell_id = %(cell)s AND r.next_serial <> coalesce(run.last_serial + 1, r.first_serial)
UNION ALL
SELECT run.service || ' ' || lpad(run.first_serial::text, 8, '0') || ' ' || run.country || ' is of no range' FROM run
LEFT JOIN s10_range r ON r.cell_id = %(cell)s AND (r.service, r.country, r.first_serial)
    = (run.service, run.country, run.range_first) AND r.turn >= run.turn
WHERE r.cell_id IS NULL
"""  # noqa: S608 - this module's own text
RANGES_DO_NOT_OVERLAP = """
SELECT a.service || ' ' || lpad(a.first_serial::text, 8, '0') || ' ' || a.country || ' and '
       || lpad(b.first_serial::text, 8, '0')
FROM s10_range a JOIN s10_range b ON (b.cell_id, b.service, b.country) = (a.cell_id, a.service, a.country)
WHERE a.cell_id = %(cell)s AND a.first_serial < b.first_serial AND b.first_serial <= a.last_serial
"""
# A number is told by its letters and its serial as one integer; the check digit follows from the serial.
EACH_IS_ACCOUNTED_FOR = """
WITH pair AS (
    SELECT service || country AS letters, (row_number() OVER ())::bigint * 100000000 AS base
    FROM (SELECT service, country FROM s10_run WHERE cell_id = %(cell)s
          UNION SELECT left(s10, 2), right(s10, 2) FROM consignment WHERE cell_id = %(cell)s AND s10 IS NOT NULL) p
), given AS (
    SELECT p.base + g.serial AS number, count(*) AS times
    FROM s10_run n JOIN pair p ON p.letters = n.service || n.country,
         generate_series(n.first_serial, n.last_serial) AS g(serial)
    WHERE n.cell_id = %(cell)s GROUP BY 1
), noted AS (
    SELECT DISTINCT p.base + g.serial AS number, n.turn
    FROM s10_note n JOIN pair p ON p.letters = n.service || n.country,
         generate_series(n.first_serial, n.last_serial) AS g(serial)
    WHERE n.cell_id = %(cell)s
), held AS (
    SELECT number, count(*) AS times FROM (
        SELECT p.base + CASE WHEN c.s10 ~ '^[A-Z]{2}[0-9]{9}[A-Z]{2}$' THEN substr(c.s10, 3, 8)::integer END AS number
        FROM consignment c JOIN pair p ON p.letters = left(c.s10, 2) || right(c.s10, 2)
        WHERE c.cell_id = %(cell)s AND c.s10 IS NOT NULL
        UNION ALL SELECT number FROM noted
    ) h GROUP BY 1
)
SELECT coalesce(
    left(p.letters, 2) || ' ' || lpad((coalesce(g.number, h.number) %% 100000000)::text, 8, '0') || ' '
    || right(p.letters, 2) || ': given ' || coalesce(g.times, 0) || ' times, accounted for ' || coalesce(h.times, 0),
    h.times || ' parcels with what is no number')
FROM given g FULL JOIN held h ON h.number = g.number
LEFT JOIN pair p ON p.base = coalesce(g.number, h.number) / 100000000 * 100000000
WHERE coalesce(g.times, 0) <> coalesce(h.times, 0)
"""
RULES = {
    "numbers of parcels are given without holes": GIVEN_WITHOUT_HOLES,
    "ranges of numbers do not overlap": RANGES_DO_NOT_OVERLAP,
    "every number that was given is on a parcel or noted": EACH_IS_ACCOUNTED_FOR,
}
_COUNTS = """
WITH given AS (
    SELECT service, country, sum(last_serial - first_serial + 1) AS numbers FROM s10_run WHERE cell_id = %(cell)s
    GROUP BY service, country
), held AS (
    SELECT left(s10, 2) AS service, right(s10, 2) AS country, count(*) AS numbers FROM consignment
    WHERE cell_id = %(cell)s AND s10 IS NOT NULL GROUP BY 1, 2
), noted AS (
    SELECT service, country, count(*) FILTER (WHERE NOT void) AS hands, count(*) FILTER (WHERE void) AS void
    FROM (SELECT service, country, turn, serial, bool_or(void) AS void
          FROM s10_note, generate_series(first_serial, last_serial) AS g(serial)
          WHERE cell_id = %(cell)s GROUP BY service, country, turn, serial) n
    GROUP BY service, country
)
SELECT service, country, g.numbers::bigint, coalesce(h.numbers, 0), coalesce(n.hands, 0), coalesce(n.void, 0)
FROM given g LEFT JOIN held h USING (service, country) LEFT JOIN noted n USING (service, country)
ORDER BY service, country
"""


def counts(cursor: Cursor, cell: int) -> list[tuple[str, str, int, int, int, int]]:
    """By service and issuer: numbers given, on parcels, noted to be in somebody's hands, noted as void."""
    return cursor.execute(_COUNTS, {"cell": cell}).fetchall()
