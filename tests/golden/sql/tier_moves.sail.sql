SELECT
  d.tier AS tier_then,
  c.tier AS tier_now,
  CAST(SUM(CAST(d.amount_minor AS DECIMAL(38, 0))) AS BIGINT) AS amount_minor
FROM customer_direct AS d
JOIN customer_activity AS c
  ON c.customer_id = d.customer_id
GROUP BY
  1,
  2
