SELECT
  tier_before AS tier_then,
  tier AS tier_now,
  COUNT(*) AS customers,
  CAST(SUM(CAST(value_minor AS DECIMAL(38, 0))) AS BIGINT) AS value_minor
FROM tier_decisions
GROUP BY
  tier_before,
  tier
