SELECT
  month,
  tier,
  cost_type,
  CAST(SUM(CAST(amount_minor AS DECIMAL(38, 0))) AS BIGINT) AS amount_minor,
  CAST(SUM(CAST(entries AS DECIMAL(38, 0))) AS BIGINT) AS entries
FROM cost_rollup
GROUP BY
  1,
  2,
  3
