SELECT
  d.month,
  c.tier,
  c.cost_type,
  CAST(SUM(CAST(c.amount_minor AS DECIMAL(38, 0))) AS BIGINT) AS amount_minor,
  CAST(SUM(CAST(c.entries AS DECIMAL(38, 0))) AS BIGINT) AS entries
FROM daily_cost AS c
JOIN days AS d
  ON d.day = c.day
GROUP BY
  1,
  2,
  3
