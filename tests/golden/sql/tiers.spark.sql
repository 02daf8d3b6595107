SELECT
  customer_id,
  :assessed_on AS assessed_on,
  tier,
  value_minor,
  orders,
  quiet_days,
  :policy AS policy
FROM tier_decisions
