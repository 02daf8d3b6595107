-- place * of <= parts * awake is "place / awake <= parts / of" without a division.
select customer_id, value_minor, revenue_minor, net_minor, orders, quiet_days, tier_before, since_before, stays, awake,
       case when dormant then 0 else place end as place,
       case
           when orders = 0 then 'no_order'
           when dormant then 'quiet'
           when orders >= $core_orders_min and place * $core_of <= $core_parts * awake
               and revenue_minor >= $core_revenue_min and net_minor >= $core_net_min then 'core_value'
           when tier_before = 'A' and orders >= $core_keep_orders_min
               and place * $core_keep_of <= $core_keep_parts * awake
               and revenue_minor >= $core_keep_revenue_min and net_minor >= $core_keep_net_min then 'core_kept'
           when orders >= $potential_orders_min
               and revenue_minor >= $potential_revenue_min and net_minor >= $potential_net_min then 'potential_orders'
           when place * $potential_of <= $potential_parts * awake
               and revenue_minor >= $potential_revenue_min and net_minor >= $potential_net_min then 'potential_value'
           when tier_before in ('A', 'B')
               and (place * $potential_keep_of <= $potential_keep_parts * awake or orders >= $potential_keep_orders_min)
               and revenue_minor >= $potential_keep_revenue_min and net_minor >= $potential_keep_net_min
               then 'potential_kept'
           else 'other'
       end as rule
from (
    select customer_id, value_minor, revenue_minor, net_minor, orders, quiet_days, tier_before, since_before, stays,
           dormant,
           row_number() over (partition by dormant order by value_minor desc, orders desc, customer_id) as place,
           cast(sum(case when dormant then 0 else 1 end) over () as bigint) as awake
    from (
        select customer_id, case when $ranked_by = 'net' then net_minor else revenue_minor end as value_minor,
               revenue_minor, net_minor, orders, quiet_days, tier_before, since_before,
               coalesce(since_before > $stay_after, false) as stays,
               (orders = 0 or quiet_days > case when tier_before in ('A', 'B', 'C') then $dormant_keep_days
                                                else $dormant_after_days end) as dormant
        from tier_inputs
    ) as judged
) as ranked
