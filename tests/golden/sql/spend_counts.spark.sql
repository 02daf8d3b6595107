SELECT
  frequency,
  repeat_spend_minor,
  COUNT(*) AS customers
FROM customer_buying
WHERE
  frequency > 0 AND repeat_spend_minor > 0
GROUP BY
  frequency,
  repeat_spend_minor
