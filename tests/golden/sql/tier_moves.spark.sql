SELECT
  d.tier AS tier_then,
  c.tier AS tier_now,
  CAST(SUM(d.amount_minor) AS BIGINT) AS amount_minor
FROM customer_direct AS d
JOIN customer_activity AS c
  ON c.customer_id = d.customer_id
GROUP BY
  1,
  2
