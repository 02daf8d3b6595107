SELECT
  COALESCE(t.pool_id, '') AS pool_id,
  CAST(SUM(CAST(c.amount_minor AS DECIMAL(38, 0))) AS BIGINT) AS amount_minor,
  CAST(SUM(CAST(c.entries AS DECIMAL(38, 0))) AS BIGINT) AS entries
FROM indirect_cost AS c
LEFT JOIN chart AS t
  ON t.cost_type = c.cost_type
GROUP BY
  1
