-- The lock with what is read under it: in one call, but in a statement after the lock, which sees all that was committed.

CREATE OR REPLACE FUNCTION clock_held(cell smallint) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(20131112, cell::integer);
    RETURN (SELECT extract(epoch FROM r.clock_at)::bigint FROM road r WHERE r.cell_id = cell);
END $$;
