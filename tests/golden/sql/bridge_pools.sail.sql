SELECT
  s.pool_id,
  a.tier,
  CAST(SUM(CAST(s.amount_minor AS DECIMAL(38, 0))) AS BIGINT) AS amount_minor
FROM pool_shares AS s
JOIN customer_activity AS a
  ON a.customer_id = s.party_id
GROUP BY
  1,
  2
