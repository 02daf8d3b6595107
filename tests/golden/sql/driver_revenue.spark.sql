SELECT
  customer_id,
  revenue_minor AS weight
FROM customer_activity
WHERE
  revenue_minor > 0
