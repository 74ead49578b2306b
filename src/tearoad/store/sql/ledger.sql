-- One call per batch. Rows are judged in their order; a row that is refused is refused alone.
-- Look-ups in transfer are LATERAL with a LIMIT: a plain join is planned as a scan of the whole cell while the table is
-- small, and such a plan is kept.
-- Answers, one per row: done, known (same id and content), other content, no account, other currency,
-- no hold, hold is resolved, more than held, not covered.
CREATE OR REPLACE FUNCTION ledger_post(
    cell smallint, ids uuid[], kinds smallint[], debit_accounts text[], credit_accounts text[],
    amounts bigint[], holds uuid[], moments bigint[]
) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    verdicts text[] := array_fill(NULL::text, ARRAY[cardinality(ids)]);
BEGIN
    PERFORM pg_advisory_xact_lock(20131111, cell::integer);
    IF ledger_is_plain(cell, ids, kinds, debit_accounts, credit_accounts, amounts, holds) THEN
        PERFORM ledger_write(cell, ids, kinds, debit_accounts, credit_accounts, amounts, holds, moments);
        RETURN array_fill('done'::text, ARRAY[cardinality(ids)]);
    END IF;
    FOR i IN 1 .. cardinality(ids) LOOP
        verdicts[i] := ledger_judge(cell, ids[i], kinds[i], debit_accounts[i], credit_accounts[i], amounts[i], holds[i]);
        IF verdicts[i] = 'done' THEN
            PERFORM ledger_write(cell, ids[i:i], kinds[i:i], debit_accounts[i:i], credit_accounts[i:i],
                                 amounts[i:i], holds[i:i], moments[i:i]);
        END IF;
    END LOOP;
    RETURN verdicts;
END $$;

-- True where every row of the batch may be written as one set: new ids, known accounts of one currency,
-- each hold open and large enough, and no guarded account uncovered at any row on the way.
CREATE OR REPLACE FUNCTION ledger_is_plain(
    cell smallint, ids uuid[], kinds smallint[], debit_accounts text[], credit_accounts text[],
    amounts bigint[], holds uuid[]
) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF (SELECT count(DISTINCT id) < cardinality(ids) FROM unnest(ids) AS row(id)) THEN RETURN false; END IF;
    IF EXISTS (
        SELECT FROM unnest(ids) AS row(id) CROSS JOIN LATERAL
            (SELECT FROM transfer t WHERE t.cell_id = cell AND t.transfer_id = row.id LIMIT 1) known
    ) THEN RETURN false; END IF;
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT d, c FROM unnest(debit_accounts, credit_accounts) AS row(d, c)) pair
        LEFT JOIN account da ON da.cell_id = cell AND da.account = pair.d
        LEFT JOIN account ca ON ca.cell_id = cell AND ca.account = pair.c
        WHERE da.currency IS DISTINCT FROM ca.currency OR da.currency IS NULL OR pair.d = pair.c
    ) THEN RETURN false; END IF;
    IF EXISTS (
        SELECT FROM unnest(kinds, debit_accounts, credit_accounts, amounts, holds) AS row(kind, d, c, amount, hold)
        LEFT JOIN LATERAL (
            SELECT * FROM transfer t WHERE t.cell_id = cell AND t.transfer_id = row.hold AND t.kind = 1 LIMIT 1
        ) h ON true
        WHERE row.kind >= 2 AND (h.transfer_id IS NULL OR h.debit <> row.d OR h.credit <> row.c
                                 OR row.amount > h.amount_minor)
    ) OR EXISTS (SELECT FROM unnest(holds) AS row(hold) CROSS JOIN LATERAL
                 (SELECT FROM transfer t WHERE t.cell_id = cell AND t.hold_id = row.hold LIMIT 1) resolved)
      OR (SELECT count(DISTINCT hold) < count(hold) FROM unnest(holds) AS row(hold))
      OR EXISTS (SELECT FROM unnest(kinds, holds, amounts) AS row(kind, hold, amount)
                 WHERE (row.kind >= 2) <> (row.hold IS NOT NULL) OR row.kind NOT BETWEEN 0 AND 3
                    OR (row.amount <= 0) <> (row.kind = 3)) THEN RETURN false;
    END IF;
    RETURN NOT EXISTS (
        SELECT FROM (
            SELECT leg.account, min(leg.room) AS least FROM (
                SELECT account, sum(room) OVER (PARTITION BY account ORDER BY nr, leg_nr) AS room FROM (
                    SELECT row.nr, 1 AS leg_nr, row.d AS account,
                           CASE row.kind WHEN 0 THEN -row.amount WHEN 1 THEN -row.amount
                                WHEN 2 THEN h.amount_minor - row.amount ELSE h.amount_minor END AS room
                    FROM unnest(kinds, debit_accounts, amounts, holds) WITH ORDINALITY AS row(kind, d, amount, hold, nr)
                    LEFT JOIN LATERAL (
                        SELECT * FROM transfer t WHERE t.cell_id = cell AND t.transfer_id = row.hold LIMIT 1
                    ) h ON row.kind >= 2
                    UNION ALL
                    SELECT row.nr, 2, row.c, CASE WHEN row.kind IN (0, 2) THEN row.amount ELSE 0 END
                    FROM unnest(kinds, credit_accounts, amounts) WITH ORDINALITY AS row(kind, c, amount, nr)
                ) legs
            ) leg GROUP BY leg.account
        ) tightest
        JOIN account a ON a.cell_id = cell AND a.account = tightest.account AND a.guarded
        WHERE a.credits - a.debits - a.debits_pending + tightest.least < 0
    );
END $$;

CREATE OR REPLACE FUNCTION ledger_judge(
    cell smallint, id uuid, new_kind smallint, debit_account text, credit_account text, amount bigint, hold uuid
) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    old transfer; held transfer; d account; c account;
BEGIN
    SELECT * INTO old FROM transfer t WHERE t.cell_id = cell AND t.transfer_id = id;
    IF FOUND THEN
        IF (old.kind, old.debit, old.credit, old.amount_minor) = (new_kind, debit_account, credit_account, amount)
           AND old.hold_id IS NOT DISTINCT FROM hold THEN RETURN 'known'; END IF;
        RETURN 'other content';
    END IF;
    SELECT * INTO d FROM account a WHERE a.cell_id = cell AND a.account = debit_account;
    SELECT * INTO c FROM account a WHERE a.cell_id = cell AND a.account = credit_account;
    IF d.account IS NULL OR c.account IS NULL THEN RETURN 'no account'; END IF;
    IF d.currency <> c.currency THEN RETURN 'other currency'; END IF;
    IF new_kind NOT BETWEEN 0 AND 3 OR (amount <= 0) <> (new_kind = 3) OR debit_account = credit_account
       OR (new_kind >= 2) <> (hold IS NOT NULL) THEN RETURN 'not a transfer'; END IF;
    IF new_kind >= 2 THEN
        SELECT * INTO held FROM transfer t WHERE t.cell_id = cell AND t.transfer_id = hold AND t.kind = 1;
        IF NOT FOUND OR (held.debit, held.credit) <> (debit_account, credit_account) THEN RETURN 'no hold'; END IF;
        IF EXISTS (SELECT FROM transfer t WHERE t.cell_id = cell AND t.hold_id = hold) THEN
            RETURN 'hold is resolved';
        END IF;
        IF amount > held.amount_minor THEN RETURN 'more than held'; END IF;
    ELSIF d.guarded AND d.credits - d.debits - d.debits_pending < amount THEN
        RETURN 'not covered';
    END IF;
    RETURN 'done';
END $$;

CREATE OR REPLACE FUNCTION ledger_write(
    cell smallint, ids uuid[], kinds smallint[], debit_accounts text[], credit_accounts text[],
    amounts bigint[], holds uuid[], moments bigint[]
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE account a SET
        debits = a.debits + sums.debits, credits = a.credits + sums.credits,
        debits_pending = a.debits_pending + sums.debits_pending,
        credits_pending = a.credits_pending + sums.credits_pending
    FROM (
        SELECT leg.account,
               sum(leg.posted) FILTER (WHERE leg.is_debit) AS debits,
               sum(leg.posted) FILTER (WHERE NOT leg.is_debit) AS credits,
               sum(leg.pending) FILTER (WHERE leg.is_debit) AS debits_pending,
               sum(leg.pending) FILTER (WHERE NOT leg.is_debit) AS credits_pending
        FROM (
            SELECT side.account, side.is_debit,
                   CASE WHEN row.kind IN (0, 2) THEN row.amount ELSE 0 END AS posted,
                   CASE WHEN row.kind = 1 THEN row.amount WHEN row.kind >= 2 THEN -h.amount_minor ELSE 0 END AS pending
            FROM unnest(kinds, debit_accounts, credit_accounts, amounts, holds) AS row(kind, d, c, amount, hold)
            LEFT JOIN LATERAL (
                SELECT * FROM transfer t WHERE t.cell_id = cell AND t.transfer_id = row.hold LIMIT 1
            ) h ON row.kind >= 2
            CROSS JOIN LATERAL (VALUES (row.d, true), (row.c, false)) AS side(account, is_debit)
        ) leg GROUP BY leg.account
    ) both_sides
    CROSS JOIN LATERAL (
        SELECT coalesce(both_sides.debits, 0) AS debits, coalesce(both_sides.credits, 0) AS credits,
               coalesce(both_sides.debits_pending, 0) AS debits_pending,
               coalesce(both_sides.credits_pending, 0) AS credits_pending
    ) sums
    WHERE a.cell_id = cell AND a.account = both_sides.account;
    INSERT INTO transfer (cell_id, transfer_id, kind, debit, credit, amount_minor, hold_id, at)
    SELECT cell, row.id, row.kind, row.d, row.c, row.amount, row.hold, to_timestamp(row.at)
    FROM unnest(ids, kinds, debit_accounts, credit_accounts, amounts, holds, moments)
         AS row(id, kind, d, c, amount, hold, at);
END $$;
