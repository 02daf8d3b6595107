-- rank * of <= parts * customers is "rank / customers <= parts / of" without a division.
select customer_id, $assessed_on as assessed_on,
       case
           when dormant then 'D'
           when orders >= $core_orders_min and place * $core_of <= $core_parts * awake then 'A'
           when orders >= $core_orders_min and tier_before = 'A' and place * $core_keep_of <= $core_keep_parts * awake
               then 'A'
           when orders >= $potential_orders_min or place * $potential_of <= $potential_parts * awake then 'B'
           when tier_before in ('A', 'B') and place * $potential_keep_of <= $potential_keep_parts * awake then 'B'
           else 'C'
       end as tier,
       value_minor, orders, quiet_days, $policy as policy
from (
    select customer_id, value_minor, orders, quiet_days, tier_before, dormant,
           row_number() over (partition by dormant order by value_minor desc, orders desc, customer_id) as place,
           count(*) over (partition by dormant) as awake
    from (
        select customer_id, value_minor, orders, quiet_days, tier_before,
               (orders = 0 or quiet_days > $dormant_after_days) as dormant
        from tier_inputs
    ) as judged
) as ranked
