SELECT
  tier,
  COUNT(*) AS customers
FROM customer_direct
GROUP BY
  tier
