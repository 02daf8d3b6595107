SELECT
  tier,
  COUNT(*) AS customers,
  CAST(SUM(orders) AS BIGINT) AS orders,
  CAST(SUM(revenue_minor) AS BIGINT) AS revenue_minor,
  CAST(SUM(margin_minor) AS BIGINT) AS margin_minor,
  CAST(SUM(direct_minor) AS BIGINT) AS direct_minor,
  CAST(SUM(allocated_minor) AS BIGINT) AS allocated_minor,
  CAST(SUM(profit_minor) AS BIGINT) AS profit_minor
FROM customer_cost
GROUP BY
  tier
