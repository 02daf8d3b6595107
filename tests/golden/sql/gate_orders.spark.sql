/* A return lowers the spend but is no order, as in the assessment of tiers. */
SELECT
  customer_id,
  CAST(SUM(revenue_minor) AS BIGINT) AS spend_minor,
  COUNT(CASE WHEN revenue_minor >= 0 THEN 1 END) AS orders,
  MAX(CASE WHEN revenue_minor >= 0 THEN ordered_on END) AS last_order_on
FROM orders
WHERE
  NOT customer_id IS NULL
  AND ordered_on >= :window_start
  AND ordered_on <= :as_of_on
GROUP BY
  customer_id
