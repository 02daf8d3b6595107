SELECT
  customer_id,
  CAST(1 AS BIGINT) AS weight
FROM customer_activity
