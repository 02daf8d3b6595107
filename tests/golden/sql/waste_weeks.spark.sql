SELECT
  CAST(DATE_TRUNC('WEEK', found_on) AS DATE) AS week_on,
  rule,
  CAST(SUM(findings) AS BIGINT) AS findings,
  CAST(SUM(counted_minor) AS BIGINT) AS counted_minor
FROM waste_days
GROUP BY
  1,
  2
