SELECT
  tier_before AS tier_then,
  tier AS tier_now,
  COUNT(*) AS customers,
  CAST(SUM(value_minor) AS BIGINT) AS value_minor
FROM tier_decisions
GROUP BY
  tier_before,
  tier
