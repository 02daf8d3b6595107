SELECT
  e.cost_type,
  COALESCE(t.category, '') AS category,
  COALESCE(e.department, '') AS department,
  COALESCE(e.channel, '') AS channel,
  CASE WHEN e.customer_id IS NULL THEN 0 ELSE 1 END AS traced,
  CAST(SUM(e.amount_minor) AS BIGINT) AS amount_minor,
  COUNT(*) AS entries
FROM ledger AS e
LEFT JOIN chart AS t
  ON t.cost_type = e.cost_type
GROUP BY
  1,
  2,
  3,
  4,
  5
