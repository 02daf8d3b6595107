/* A tier is not lost in its minimum stay; tiers in the order of the alphabet are tiers from the best down. */
SELECT
  customer_id,
  CASE WHEN overruled THEN tier_before ELSE tier_ruled END AS tier,
  CASE WHEN overruled THEN 'stay' ELSE rule END AS reason,
  value_minor,
  revenue_minor,
  net_minor,
  orders,
  quiet_days,
  place,
  awake,
  tier_before,
  since_before,
  stays
FROM (
  SELECT
    customer_id,
    rule,
    tier_ruled,
    value_minor,
    revenue_minor,
    net_minor,
    orders,
    quiet_days,
    place,
    awake,
    tier_before,
    since_before,
    stays,
    (
      stays AND tier_before <> '' AND tier_before < tier_ruled
    ) AS overruled
  FROM (
    SELECT
      customer_id,
      rule,
      value_minor,
      revenue_minor,
      net_minor,
      orders,
      quiet_days,
      place,
      awake,
      tier_before,
      since_before,
      stays,
      CASE
        WHEN rule IN ('no_order', 'quiet')
        THEN 'D'
        WHEN rule IN ('core_value', 'core_kept')
        THEN 'A'
        WHEN rule = 'other'
        THEN 'C'
        ELSE 'B'
      END AS tier_ruled
    FROM tier_standings
  ) AS ruled
) AS decided
