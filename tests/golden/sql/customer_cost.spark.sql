SELECT
  c.customer_id,
  c.tier,
  c.orders,
  c.revenue_minor,
  c.margin_minor,
  c.direct_minor,
  COALESCE(s.amount_minor, 0) AS allocated_minor,
  c.margin_minor - c.direct_minor - COALESCE(s.amount_minor, 0) AS profit_minor
FROM customer_activity AS c
LEFT JOIN pool_shares_by_party AS s
  ON s.party_id = c.customer_id
