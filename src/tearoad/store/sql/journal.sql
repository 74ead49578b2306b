-- What was done, with names: the journal that reports read. `held_minor` is what a post or a void resolved.
CREATE OR REPLACE VIEW journal AS
SELECT t.cell_id, t.batch, t.nr, t.transfer_id, t.kind, d.account AS debit, c.account AS credit, d.currency,
       t.amount_minor, t.hold_id, h.amount_minor AS held_minor, t.at, t.group_id, t.expires_at
FROM transfer t
JOIN account d ON d.cell_id = t.cell_id AND d.account_id = t.debit
JOIN account c ON c.cell_id = t.cell_id AND c.account_id = t.credit
LEFT JOIN transfer h ON h.cell_id = t.cell_id AND h.transfer_id = t.hold_id AND h.verdict = 0
WHERE t.verdict = 0;

-- Each batch as the columns that it was written from: what the chain's digests cover.
CREATE OR REPLACE VIEW journal_columns AS
SELECT cell_id, batch, count(*)::integer AS row_count, array_agg(transfer_id ORDER BY nr) AS ids,
       array_agg(kind ORDER BY nr) AS kinds, array_agg(verdict ORDER BY nr) AS verdicts,
       array_agg(debit ORDER BY nr) AS debits, array_agg(credit ORDER BY nr) AS credits,
       array_agg(amount_minor ORDER BY nr) AS amounts, array_agg(hold_id ORDER BY nr) AS holds,
       array_agg(extract(epoch FROM at)::bigint ORDER BY nr) AS moments, array_agg(group_id ORDER BY nr) AS groups,
       array_agg(extract(epoch FROM expires_at)::bigint ORDER BY nr) AS expiries
FROM transfer GROUP BY cell_id, batch;
