SELECT
  COUNT(*) FILTER(WHERE
    revenue_minor >= 0) AS orders,
  CAST(COALESCE(SUM(CAST(revenue_minor AS DECIMAL(38, 0))), 0) AS BIGINT) AS revenue_minor,
  CAST(COALESCE(SUM(CAST(COALESCE(margin_minor, revenue_minor) AS DECIMAL(38, 0))), 0) AS BIGINT) AS margin_minor,
  COUNT(*) FILTER(WHERE
    margin_minor IS NULL) AS without_margin,
  COUNT(*) FILTER(WHERE
    customer_id IS NULL) AS anonymous_orders,
  CAST(COALESCE(
    SUM(CAST(CASE WHEN customer_id IS NULL THEN revenue_minor END AS DECIMAL(38, 0))),
    0
  ) AS BIGINT) AS anonymous_revenue_minor
FROM orders
WHERE
  ordered_on >= :period_start AND ordered_on < :period_end
