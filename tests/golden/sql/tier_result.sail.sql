SELECT
  tier,
  COUNT(*) AS customers,
  CAST(SUM(CAST(orders AS DECIMAL(38, 0))) AS BIGINT) AS orders,
  CAST(SUM(CAST(revenue_minor AS DECIMAL(38, 0))) AS BIGINT) AS revenue_minor,
  CAST(SUM(CAST(margin_minor AS DECIMAL(38, 0))) AS BIGINT) AS margin_minor,
  CAST(SUM(CAST(direct_minor AS DECIMAL(38, 0))) AS BIGINT) AS direct_minor,
  CAST(SUM(CAST(allocated_minor AS DECIMAL(38, 0))) AS BIGINT) AS allocated_minor,
  CAST(SUM(CAST(profit_minor AS DECIMAL(38, 0))) AS BIGINT) AS profit_minor
FROM customer_cost
GROUP BY
  tier
