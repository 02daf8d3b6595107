SELECT
  cost_type,
  CAST(SUM(CAST(amount_minor AS DECIMAL(38, 0))) AS BIGINT) AS amount_minor,
  COUNT(*) AS entries
FROM ledger
WHERE
  customer_id IS NULL
GROUP BY
  1
