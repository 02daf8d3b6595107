SELECT
  customer_id,
  contacts AS weight
FROM customer_activity
WHERE
  contacts > 0
