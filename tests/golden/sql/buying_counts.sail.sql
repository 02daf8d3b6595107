SELECT
  frequency,
  recency_days,
  age_days,
  days_after,
  COUNT(*) AS customers
FROM customer_buying
GROUP BY
  frequency,
  recency_days,
  age_days,
  days_after
