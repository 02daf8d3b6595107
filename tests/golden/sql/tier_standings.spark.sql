/* place * of <= parts * awake is "place / awake <= parts / of" without a division. */
SELECT
  customer_id,
  value_minor,
  revenue_minor,
  net_minor,
  orders,
  quiet_days,
  tier_before,
  since_before,
  stays,
  awake,
  CASE WHEN dormant THEN 0 ELSE place END AS place,
  CASE
    WHEN orders = 0
    THEN 'no_order'
    WHEN dormant
    THEN 'quiet'
    WHEN orders >= :core_orders_min
    AND place * :core_of <= :core_parts * awake
    AND revenue_minor >= :core_revenue_min
    AND net_minor >= :core_net_min
    THEN 'core_value'
    WHEN tier_before = 'A'
    AND orders >= :core_keep_orders_min
    AND place * :core_keep_of <= :core_keep_parts * awake
    AND revenue_minor >= :core_keep_revenue_min
    AND net_minor >= :core_keep_net_min
    THEN 'core_kept'
    WHEN orders >= :potential_orders_min
    AND revenue_minor >= :potential_revenue_min
    AND net_minor >= :potential_net_min
    THEN 'potential_orders'
    WHEN place * :potential_of <= :potential_parts * awake
    AND revenue_minor >= :potential_revenue_min
    AND net_minor >= :potential_net_min
    THEN 'potential_value'
    WHEN tier_before IN ('A', 'B')
    AND (
      place * :potential_keep_of <= :potential_keep_parts * awake
      OR orders >= :potential_keep_orders_min
    )
    AND revenue_minor >= :potential_keep_revenue_min
    AND net_minor >= :potential_keep_net_min
    THEN 'potential_kept'
    ELSE 'other'
  END AS rule
FROM (
  SELECT
    customer_id,
    value_minor,
    revenue_minor,
    net_minor,
    orders,
    quiet_days,
    tier_before,
    since_before,
    stays,
    dormant,
    ROW_NUMBER() OVER (
      PARTITION BY dormant
      ORDER BY value_minor DESC, orders DESC, customer_id NULLS LAST
    ) AS place,
    CAST(SUM(CASE WHEN dormant THEN 0 ELSE 1 END) OVER () AS BIGINT) AS awake
  FROM (
    SELECT
      customer_id,
      CASE WHEN :ranked_by = 'net' THEN net_minor ELSE revenue_minor END AS value_minor,
      revenue_minor,
      net_minor,
      orders,
      quiet_days,
      tier_before,
      since_before,
      COALESCE(since_before > :stay_after, FALSE) AS stays,
      (
        orders = 0
        OR quiet_days > CASE
          WHEN tier_before IN ('A', 'B', 'C')
          THEN :dormant_keep_days
          ELSE :dormant_after_days
        END
      ) AS dormant
    FROM tier_inputs
  ) AS judged
) AS ranked
