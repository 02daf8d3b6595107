SELECT
  customer_id,
  orders AS weight
FROM customer_activity
WHERE
  orders > 0
