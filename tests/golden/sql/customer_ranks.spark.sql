SELECT
  customer_id,
  tier,
  orders,
  revenue_minor,
  margin_minor,
  direct_minor,
  allocated_minor,
  profit_minor,
  ROW_NUMBER() OVER (ORDER BY profit_minor DESC, customer_id NULLS LAST) AS profit_rank,
  COUNT(*) OVER () AS customers
FROM customer_cost
