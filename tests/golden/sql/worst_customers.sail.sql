SELECT
  customer_id,
  tier,
  orders,
  revenue_minor,
  margin_minor,
  direct_minor,
  allocated_minor,
  profit_minor,
  profit_rank
FROM customer_ranks
WHERE
  profit_rank > customers - :rows_max
