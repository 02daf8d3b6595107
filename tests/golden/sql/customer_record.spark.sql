SELECT
  r.customer_id,
  r.tier,
  r.orders,
  r.revenue_minor,
  r.margin_minor,
  r.direct_minor,
  r.allocated_minor,
  r.profit_minor,
  r.direct_minor + r.allocated_minor AS cost_minor,
  r.profit_rank,
  a.contacts,
  h.acquired_on,
  h.acquisition_channel,
  h.first_on,
  h.last_on,
  s.since_on,
  COALESCE(s.tier_previous, '') AS tier_previous
FROM customer_ranks AS r
JOIN customer_activity AS a
  ON a.customer_id = r.customer_id
LEFT JOIN customer_history AS h
  ON h.customer_id = r.customer_id
LEFT JOIN customer_standing AS s
  ON s.customer_id = r.customer_id
