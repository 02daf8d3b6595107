/* Only what happened before the assessment day is looked at. A return lowers the value but is no order. */
WITH known AS (
  SELECT DISTINCT
    customer_id
  FROM customers
  WHERE
    acquired_on IS NULL OR acquired_on < :assessed_on
), before AS (
  SELECT
    customer_id,
    tier
  FROM tier_assignments
  WHERE
    assessed_on = :previous_on
), ordered AS (
  SELECT
    customer_id,
    CAST(SUM(CASE WHEN ordered_on >= :window_start THEN revenue_minor ELSE 0 END) AS BIGINT) AS value_minor,
    COUNT(CASE WHEN ordered_on >= :window_start AND revenue_minor >= 0 THEN 1 END) AS orders,
    MAX(CASE WHEN revenue_minor >= 0 THEN ordered_on END) AS last_on
  FROM orders
  WHERE
    NOT customer_id IS NULL AND ordered_on < :assessed_on
  GROUP BY
    customer_id
), assessed AS (
  SELECT
    COALESCE(k.customer_id, b.customer_id) AS customer_id,
    b.tier AS tier_before
  FROM known AS k
  FULL JOIN before AS b
    ON b.customer_id = k.customer_id
)
SELECT
  COALESCE(a.customer_id, o.customer_id) AS customer_id,
  COALESCE(o.value_minor, 0) AS value_minor,
  COALESCE(o.orders, 0) AS orders,
  DATEDIFF(DAY, o.last_on, :assessed_on) AS quiet_days,
  COALESCE(a.tier_before, '') AS tier_before
FROM assessed AS a
FULL JOIN ordered AS o
  ON o.customer_id = a.customer_id
