/* Everybody who stands in either assessment, once. Nobody is lost, and nothing is counted twice. */
WITH earlier AS (
  SELECT
    customer_id,
    tier,
    value_minor
  FROM tier_assignments
  WHERE
    assessed_on = :previous_on
), later AS (
  SELECT
    customer_id,
    tier,
    value_minor
  FROM tier_assignments
  WHERE
    assessed_on = :assessed_on
)
SELECT
  COALESCE(e.tier, '') AS tier_then,
  COALESCE(l.tier, '') AS tier_now,
  COUNT(*) AS customers,
  CAST(SUM(CAST(COALESCE(e.value_minor, 0) AS DECIMAL(38, 0))) AS BIGINT) AS value_then_minor,
  CAST(SUM(CAST(COALESCE(l.value_minor, 0) AS DECIMAL(38, 0))) AS BIGINT) AS value_now_minor
FROM earlier AS e
FULL JOIN later AS l
  ON l.customer_id = e.customer_id
GROUP BY
  1,
  2
