SELECT
  customer_id,
  MIN(ordered_on) AS first_on
FROM orders
WHERE
  NOT customer_id IS NULL AND revenue_minor >= 0 AND ordered_on <= :as_of_on
GROUP BY
  customer_id
