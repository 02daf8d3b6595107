SELECT
  customer_id,
  COALESCE(MIN(acquisition_channel), '') AS channel
FROM customers
GROUP BY
  customer_id
