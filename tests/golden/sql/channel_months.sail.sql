SELECT
  w.channel,
  d.month_no - b.month_no AS age,
  CAST(SUM(CAST(COALESCE(o.margin_minor, o.revenue_minor) AS DECIMAL(38, 0))) AS BIGINT) AS margin_minor
FROM customers_won AS w
JOIN orders AS o
  ON o.customer_id = w.customer_id
JOIN order_days AS d
  ON d.day = o.ordered_on
JOIN order_days AS b
  ON b.day = w.won_on
WHERE
  o.ordered_on >= w.won_on AND o.ordered_on <= :as_of_on
GROUP BY
  1,
  2
