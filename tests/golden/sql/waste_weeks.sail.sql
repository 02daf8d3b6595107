SELECT
  CAST(DATE_TRUNC('WEEK', found_on) AS DATE) AS week_on,
  rule,
  CAST(SUM(CAST(findings AS DECIMAL(38, 0))) AS BIGINT) AS findings,
  CAST(SUM(CAST(counted_minor AS DECIMAL(38, 0))) AS BIGINT) AS counted_minor
FROM waste_days
GROUP BY
  1,
  2
