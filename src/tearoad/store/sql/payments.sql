-- Locks with what is read under them: in one call, but in a statement after the lock, which sees all that was committed.

CREATE OR REPLACE FUNCTION clock_held(cell smallint) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(20131112, cell::integer);
    RETURN (SELECT extract(epoch FROM r.clock_at)::bigint FROM road r WHERE r.cell_id = cell);
END $$;

CREATE OR REPLACE FUNCTION ledger_balances(cell smallint, ids bigint[])
RETURNS TABLE (account text, balance bigint) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(20131111, cell::integer);
    RETURN QUERY SELECT a.account, a.credits - a.debits - a.debits_pending FROM account a
                 WHERE a.cell_id = cell AND a.account_id = ANY (ids);
END $$;
