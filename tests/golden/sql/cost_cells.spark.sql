SELECT
  month,
  tier,
  cost_type,
  CAST(SUM(amount_minor) AS BIGINT) AS amount_minor,
  CAST(SUM(entries) AS BIGINT) AS entries
FROM cost_rollup
GROUP BY
  1,
  2,
  3
