-- The ledger: `ledger_post` judges and writes one batch. Rows are judged as if one came after another; a row that is
-- refused is refused alone, or with its group. Verdicts are those of ledger/verdict.py.
--
-- Codes within these functions: 0 and more, a new row's verdict, to be written; below 0, what is known already and not
-- written again, -1 less its verdict; CAREFUL = 100, a row whose verdict hangs on other rows of the batch: it shares an
-- id or a hold with one, touches an account that might not have room for all of them, or has such a row in its group.
-- Careful rows are judged one at a time, in order, by the same function, where no row can be careful any more.
--
-- Every join to a table is one look-up by key for each row: the settings keep the planner from scanning a table that was
-- small when it made its plan. Reads that the lock protects stand in statements after it.

CREATE OR REPLACE FUNCTION ledger_post(
    cell smallint, ids uuid[], kinds smallint[], debits bigint[], credits bigint[], amounts bigint[], holds uuid[],
    moments bigint[], groups uuid[], expiries bigint[]
) RETURNS smallint[] LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    codes smallint[]; held bigint[]; rows integer[]; i integer := 1; last integer;
BEGIN
    PERFORM pg_advisory_xact_lock(20131111, cell::integer);
    SELECT judged.codes, judged.held INTO codes, held
    FROM ledger_judge(cell, ids, kinds, debits, credits, amounts, holds, moments, groups, expiries) judged;
    IF 0 = ALL (codes) THEN
        PERFORM ledger_write(cell, ids, kinds, codes, debits, credits, amounts, holds, moments, groups, expiries, held);
        RETURN NULL;  -- all is done
    END IF;
    SELECT array_agg(at.nr ORDER BY at.nr) INTO rows FROM unnest(codes) WITH ORDINALITY AS at(code, nr)
    WHERE at.code BETWEEN 0 AND 99;
    IF rows IS NOT NULL THEN
        PERFORM ledger_write(cell, picked.ids, picked.kinds, picked.codes, picked.debits, picked.credits, picked.amounts,
                             picked.holds, picked.moments, picked.groups, picked.expiries, picked.held)
        FROM (SELECT array_agg(ids[nr] ORDER BY nr) AS ids, array_agg(kinds[nr] ORDER BY nr) AS kinds,
                     array_agg(codes[nr] ORDER BY nr) AS codes, array_agg(debits[nr] ORDER BY nr) AS debits,
                     array_agg(credits[nr] ORDER BY nr) AS credits, array_agg(amounts[nr] ORDER BY nr) AS amounts,
                     array_agg(holds[nr] ORDER BY nr) AS holds, array_agg(moments[nr] ORDER BY nr) AS moments,
                     array_agg(groups[nr] ORDER BY nr) AS groups, array_agg(expiries[nr] ORDER BY nr) AS expiries,
                     array_agg(held[nr] ORDER BY nr) AS held
              FROM unnest(rows) AS row(nr)) picked;
    END IF;
    WHILE i <= cardinality(ids) LOOP
        last := i;
        IF codes[i] = 100 THEN
            WHILE groups[last + 1] = groups[i] LOOP last := last + 1; END LOOP;
            codes[i:last] := ledger_post_carefully(
                cell, ids[i:last], kinds[i:last], debits[i:last], credits[i:last], amounts[i:last], holds[i:last],
                moments[i:last], groups[i:last], expiries[i:last]
            );
        END IF;
        i := last + 1;
    END LOOP;
    RETURN (SELECT array_agg(CASE WHEN at.code < 0 THEN -1 - at.code ELSE at.code END::smallint ORDER BY at.nr)
            FROM unnest(codes) WITH ORDINALITY AS at(code, nr));
END $$;

-- One row, or the rows of one group: one after another, and all of them are undone where one is refused. The first that
-- is refused keeps its reason, the others of the group are linked to it.
CREATE OR REPLACE FUNCTION ledger_post_carefully(
    cell smallint, ids uuid[], kinds smallint[], debits bigint[], credits bigint[], amounts bigint[], holds uuid[],
    moments bigint[], groups uuid[], expiries bigint[]
) RETURNS smallint[] LANGUAGE plpgsql AS $$
DECLARE
    codes smallint[] := array_fill(0::smallint, ARRAY[cardinality(ids)]); one record; refused integer; code smallint;
BEGIN
    BEGIN
        FOR i IN 1 .. cardinality(ids) LOOP
            refused := i;
            SELECT judged.codes[1] AS code, judged.held INTO one FROM ledger_judge(
                cell, ids[i:i], kinds[i:i], debits[i:i], credits[i:i], amounts[i:i], holds[i:i], moments[i:i],
                groups[i:i], expiries[i:i]
            ) judged;
            code := one.code;
            IF code NOT IN (0, -1) THEN RAISE EXCEPTION USING ERRCODE = 'TR001'; END IF;
            codes[i] := code;
            IF code = 0 THEN
                PERFORM ledger_write(cell, ids[i:i], kinds[i:i], codes[i:i], debits[i:i], credits[i:i], amounts[i:i],
                                     holds[i:i], moments[i:i], groups[i:i], expiries[i:i], one.held);
            END IF;
        END LOOP;
        RETURN codes;
    EXCEPTION WHEN SQLSTATE 'TR001' THEN NULL;
    END;
    FOR i IN 1 .. cardinality(ids) LOOP
        IF i = refused THEN
            codes[i] := code;
        ELSE
            SELECT judged.codes[1] AS code INTO one FROM ledger_judge(
                cell, ids[i:i], kinds[i:i], debits[i:i], credits[i:i], amounts[i:i], holds[i:i], moments[i:i],
                groups[i:i], expiries[i:i]
            ) judged;
            codes[i] := CASE WHEN one.code < 0 THEN one.code ELSE 18 END;
        END IF;
        IF codes[i] >= 0 THEN
            PERFORM ledger_write(cell, ids[i:i], kinds[i:i], codes[i:i], debits[i:i], credits[i:i], amounts[i:i],
                                 holds[i:i], moments[i:i], groups[i:i], expiries[i:i],
                                 ARRAY[NULL::bigint]);
        END IF;
    END LOOP;
    RETURN codes;
END $$;

-- The code of each row, and what the hold had that it resolves. The first condition that is met names the refusal.
CREATE OR REPLACE FUNCTION ledger_judge(
    cell smallint, ids uuid[], kinds smallint[], debits bigint[], credits bigint[], amounts bigint[], holds uuid[],
    moments bigint[], groups uuid[], expiries bigint[], OUT codes smallint[], OUT held bigint[]
) LANGUAGE plpgsql STABLE AS $$
DECLARE
    several CONSTANT boolean := cardinality(ids) > 1;
    most CONSTANT bigint := 1::bigint << 62;
    near CONSTANT bigint := most - 10::bigint ^ 16;  -- closer to it, a batch might pass it on its way
    closed_before CONSTANT bigint := (SELECT extract(epoch FROM b.closed_before) FROM book b WHERE b.cell_id = cell);
BEGIN
    WITH seen AS MATERIALIZED (
        SELECT row.nr, row.id, row.hold, row.debit, row.credit, h.amount_minor AS held,
               CASE WHEN row.kind <= 1 THEN greatest(row.amount, 0) END AS needed,
               d.credits - d.debits - d.debits_pending - d.floor AS d_room,
               c.ceiling - c.credits - c.credits_pending + c.debits AS c_room,
               greatest(d.debits + d.debits_pending, c.credits + c.credits_pending) AS fullest,
        CASE
            WHEN old.kind IS NOT NULL THEN CASE
                WHEN (old.kind, old.debit, old.credit, old.amount_minor) = (row.kind, row.debit, row.credit, row.amount)
                    AND old.hold_id IS NOT DISTINCT FROM row.hold AND old.group_id IS NOT DISTINCT FROM row.grp
                    AND old.expires_at IS NOT DISTINCT FROM to_timestamp(row.expires) THEN -1 - old.verdict
                ELSE -2 END
            WHEN (row.kind >= 2) <> (row.hold IS NOT NULL) OR row.expires IS NOT NULL AND row.kind <> 1 THEN 2
            WHEN CASE WHEN row.kind = 3 THEN row.amount <> 0 ELSE row.amount <= 0 END THEN 3
            WHEN row.debit = row.credit THEN 4
            WHEN d.currency IS NULL OR c.currency IS NULL THEN 5
            WHEN d.currency <> c.currency THEN 6
            WHEN d.closed OR c.closed THEN 7
            WHEN row.at < closed_before THEN 8
            WHEN row.expires <= row.at THEN 9
            WHEN row.kind >= 2 THEN CASE
                WHEN h.amount_minor IS NULL THEN 10
                WHEN to_timestamp(row.at) < h.at THEN 11
                WHEN r.hold_id IS NOT NULL THEN 12
                WHEN row.kind = 2 AND to_timestamp(row.at) >= h.expires_at THEN 13
                WHEN row.amount > h.amount_minor THEN 14
                ELSE 0 END
            WHEN d.credits - d.debits - d.debits_pending - row.amount < d.floor THEN 15
            WHEN c.credits + c.credits_pending - c.debits + row.amount > c.ceiling THEN 16
            WHEN d.debits + d.debits_pending > most - row.amount OR c.credits + c.credits_pending > most - row.amount
                THEN 17
            ELSE 0 END AS code
        FROM unnest(ids, kinds, debits, credits, amounts, holds, moments, groups, expiries) WITH ORDINALITY
            AS row(id, kind, debit, credit, amount, hold, at, grp, expires, nr)
        LEFT JOIN LATERAL (
            SELECT * FROM transfer t WHERE t.cell_id = cell AND t.transfer_id = row.id LIMIT 1
        ) old ON true
        LEFT JOIN account d ON d.cell_id = cell AND d.account_id = row.debit
        LEFT JOIN account c ON c.cell_id = cell AND c.account_id = row.credit
        LEFT JOIN LATERAL (
            SELECT t.amount_minor, t.at, t.expires_at FROM transfer t
            WHERE t.cell_id = cell AND t.transfer_id = row.hold AND t.kind = 1 AND t.verdict = 0
                  AND t.debit = row.debit AND t.credit = row.credit LIMIT 1
        ) h ON true
        LEFT JOIN LATERAL (
            SELECT t.hold_id FROM transfer t WHERE t.cell_id = cell AND t.hold_id = row.hold AND t.verdict = 0 LIMIT 1
        ) r ON true
    ), careful AS (
        SELECT (SELECT array_agg(shared.id) FROM (
            SELECT named.id FROM unnest(ids || holds) AS named(id) WHERE several AND named.id IS NOT NULL
            GROUP BY named.id HAVING count(*) > 1
        ) shared) AS ids, (SELECT array_agg(tight.account) FROM (
            SELECT seen.debit AS account FROM seen WHERE several AND seen.d_room IS NOT NULL
            GROUP BY seen.debit HAVING min(seen.d_room) < sum(seen.needed)
            UNION ALL
            SELECT seen.credit FROM seen WHERE several AND seen.c_room IS NOT NULL
            GROUP BY seen.credit HAVING min(seen.c_room) < sum(seen.needed)
        ) tight) AS accounts
    )
    SELECT array_agg(CASE
               WHEN seen.id = ANY (careful.ids) OR seen.hold = ANY (careful.ids)
                   OR seen.debit = ANY (careful.accounts) OR seen.credit = ANY (careful.accounts)
                   OR several AND seen.fullest > near THEN 100
               ELSE seen.code END::smallint ORDER BY seen.nr),
           array_agg(seen.held ORDER BY seen.nr)
    INTO codes, held FROM seen, careful;
    IF several AND groups IS NOT NULL AND NOT 0 = ALL (codes) THEN  -- a group is all well, all known, or careful
        SELECT array_agg(CASE
                   WHEN grouped.grp IS NULL OR grouped.least = 0 AND grouped.largest = 0 OR grouped.largest < 0
                       THEN grouped.code
                   ELSE 100 END::smallint ORDER BY grouped.nr)
        INTO codes FROM (
            SELECT row.*, min(row.code) OVER of_group AS least, max(row.code) OVER of_group AS largest
            FROM unnest(codes, groups) WITH ORDINALITY AS row(code, grp, nr)
            WINDOW of_group AS (PARTITION BY row.grp)
        ) grouped;
    END IF;
END $$;

-- One link of the chain: rows with their verdicts, the balances of those that are done, and the digest.
CREATE OR REPLACE FUNCTION ledger_write(
    cell smallint, ids uuid[], kinds smallint[], verdicts smallint[], debits bigint[], credits bigint[],
    amounts bigint[], holds uuid[], moments bigint[], groups uuid[], expiries bigint[], held bigint[]
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    before record;
BEGIN
    SELECT b.batch, b.digest INTO before FROM journal_batch b WHERE b.cell_id = cell ORDER BY b.batch DESC LIMIT 1;
    INSERT INTO journal_batch (cell_id, batch, row_count, digest) VALUES (
        cell, coalesce(before.batch, 0) + 1, cardinality(ids),
        ledger_digest(before.digest, ids, kinds, verdicts, debits, credits, amounts, holds, moments, groups, expiries)
    );
    INSERT INTO transfer (cell_id, transfer_id, kind, verdict, debit, credit, amount_minor, hold_id, at, group_id,
                          expires_at, batch, nr)
    SELECT cell, row.id, row.kind, row.verdict, row.debit, row.credit, row.amount, row.hold, to_timestamp(row.at),
           row.grp, to_timestamp(row.expiry), coalesce(before.batch, 0) + 1, row.nr
    FROM unnest(ids, kinds, verdicts, debits, credits, amounts, holds, moments, groups, expiries) WITH ORDINALITY
        AS row(id, kind, verdict, debit, credit, amount, hold, at, grp, expiry, nr);
    WITH moved AS MATERIALIZED (
        SELECT row.debit, row.credit, CASE WHEN row.kind IN (0, 2) THEN row.amount ELSE 0 END AS moved,
               CASE row.kind WHEN 0 THEN 0 WHEN 1 THEN row.amount ELSE -row.held END AS promised
        FROM unnest(kinds, verdicts, debits, credits, amounts, held) AS row(kind, verdict, debit, credit, amount, held)
        WHERE row.verdict = 0
    )
    UPDATE account a SET
        debits = a.debits + sums.debits, credits = a.credits + sums.credits,
        debits_pending = a.debits_pending + sums.debits_pending,
        credits_pending = a.credits_pending + sums.credits_pending
    FROM (
        SELECT leg.account, sum(leg.debit)::bigint AS debits, sum(leg.credit)::bigint AS credits,
               sum(leg.debit_pending)::bigint AS debits_pending, sum(leg.credit_pending)::bigint AS credits_pending
        FROM (
            SELECT row.debit AS account, row.moved AS debit, 0 AS credit, row.promised AS debit_pending,
                   0 AS credit_pending FROM moved row
            UNION ALL
            SELECT row.credit, 0, row.moved, 0, row.promised FROM moved row
        ) leg GROUP BY leg.account
    ) sums
    WHERE a.cell_id = cell AND a.account_id = sums.account;
    IF expiries IS NOT NULL THEN
        INSERT INTO timer (cell_id, timer_id, due_at, kind, about)
        SELECT cell, row.id, to_timestamp(row.expiry), 1, row.id
        FROM unnest(ids, verdicts, expiries) AS row(id, verdict, expiry)
        WHERE row.verdict = 0 AND row.expiry IS NOT NULL;
    END IF;
END $$;

-- Nothing, where a column says nothing in any row. The first eight bytes are left out: they tell whether the array has
-- room for nulls, which a slice of an array has even where none of its own elements is null.
CREATE OR REPLACE FUNCTION ledger_said(column_of_a_batch anyarray) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN cardinality(array_remove(column_of_a_batch, NULL)) > 0
                THEN substr(array_send(column_of_a_batch), 9) ELSE '' END
$$;

-- The chain: each batch's digest covers the one before it and everything that the batch wrote, column by column.
CREATE OR REPLACE FUNCTION ledger_digest(
    before bytea, ids uuid[], kinds smallint[], verdicts smallint[], debits bigint[], credits bigint[],
    amounts bigint[], holds uuid[], moments bigint[], groups uuid[], expiries bigint[]
) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(coalesce(before, '') || array_send(ids) || array_send(kinds) || array_send(verdicts)
                  || array_send(debits) || array_send(credits) || array_send(amounts) || ledger_said(holds)
                  || array_send(moments) || ledger_said(groups) || ledger_said(expiries))
$$;
