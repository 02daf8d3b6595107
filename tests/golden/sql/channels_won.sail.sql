SELECT
  channel,
  COUNT(*) AS customers
FROM customers_won
GROUP BY
  channel
