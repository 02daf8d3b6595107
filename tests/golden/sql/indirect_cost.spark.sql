SELECT
  cost_type,
  CAST(SUM(amount_minor) AS BIGINT) AS amount_minor,
  COUNT(*) AS entries
FROM ledger
WHERE
  customer_id IS NULL
GROUP BY
  1
