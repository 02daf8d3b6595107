SELECT
  rule,
  CAST(SUM(CAST(findings AS DECIMAL(38, 0))) AS BIGINT) AS findings,
  CAST(SUM(CAST(found_minor AS DECIMAL(38, 0))) AS BIGINT) AS found_minor,
  CAST(SUM(CAST(counted_minor AS DECIMAL(38, 0))) AS BIGINT) AS counted_minor
FROM waste_days
GROUP BY
  rule
