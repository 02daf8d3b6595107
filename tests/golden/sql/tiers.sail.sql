/* rank * of <= parts * customers is "rank / customers <= parts / of" without a division. */
SELECT
  customer_id,
  :assessed_on AS assessed_on,
  CASE
    WHEN dormant
    THEN 'D'
    WHEN orders >= :core_orders_min AND place * :core_of <= :core_parts * awake
    THEN 'A'
    WHEN orders >= :core_orders_min
    AND tier_before = 'A'
    AND place * :core_keep_of <= :core_keep_parts * awake
    THEN 'A'
    WHEN orders >= :potential_orders_min
    OR place * :potential_of <= :potential_parts * awake
    THEN 'B'
    WHEN tier_before IN ('A', 'B')
    AND place * :potential_keep_of <= :potential_keep_parts * awake
    THEN 'B'
    ELSE 'C'
  END AS tier,
  value_minor,
  orders,
  quiet_days,
  :policy AS policy
FROM (
  SELECT
    customer_id,
    value_minor,
    orders,
    quiet_days,
    tier_before,
    dormant,
    ROW_NUMBER() OVER (
      PARTITION BY dormant
      ORDER BY value_minor DESC, orders DESC, customer_id NULLS LAST
    ) AS place,
    COUNT(*) OVER (PARTITION BY dormant) AS awake
  FROM (
    SELECT
      customer_id,
      value_minor,
      orders,
      quiet_days,
      tier_before,
      (
        orders = 0 OR quiet_days > :dormant_after_days
      ) AS dormant
    FROM tier_inputs
  ) AS judged
) AS ranked
