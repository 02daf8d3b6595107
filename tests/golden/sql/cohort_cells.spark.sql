/* A return lowers what a cohort brings but brings nobody back; one from before the first order belongs to no cohort. */
SELECT
  b.month_no AS cohort_no,
  d.month_no - b.month_no AS age,
  COUNT(DISTINCT CASE WHEN o.revenue_minor >= 0 THEN o.customer_id END) AS customers,
  COUNT(CASE WHEN o.revenue_minor >= 0 THEN 1 END) AS orders,
  CAST(SUM(o.revenue_minor) AS BIGINT) AS revenue_minor,
  CAST(SUM(COALESCE(o.margin_minor, o.revenue_minor)) AS BIGINT) AS margin_minor
FROM orders AS o
JOIN first_orders AS f
  ON f.customer_id = o.customer_id
JOIN order_days AS d
  ON d.day = o.ordered_on
JOIN order_days AS b
  ON b.day = f.first_on
WHERE
  o.ordered_on >= f.first_on AND o.ordered_on <= :as_of_on
GROUP BY
  1,
  2
