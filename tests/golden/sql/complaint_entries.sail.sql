SELECT
  e.subledger,
  e.source,
  e.entry_id,
  e.occurred_on,
  e.cost_type,
  COALESCE(e.customer_id, '') AS customer_id,
  e.amount_minor
FROM ledger AS e
JOIN chart AS t
  ON t.cost_type = e.cost_type AND t.purpose = 'complaint'
