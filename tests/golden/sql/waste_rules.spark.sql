SELECT
  rule,
  CAST(SUM(findings) AS BIGINT) AS findings,
  CAST(SUM(found_minor) AS BIGINT) AS found_minor,
  CAST(SUM(counted_minor) AS BIGINT) AS counted_minor
FROM waste_days
GROUP BY
  rule
