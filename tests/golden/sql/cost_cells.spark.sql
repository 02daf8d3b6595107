SELECT
  d.month,
  c.tier,
  c.cost_type,
  CAST(SUM(c.amount_minor) AS BIGINT) AS amount_minor,
  CAST(SUM(c.entries) AS BIGINT) AS entries
FROM daily_cost AS c
JOIN days AS d
  ON d.day = c.day
GROUP BY
  1,
  2,
  3
