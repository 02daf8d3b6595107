-- A tier is not lost in its minimum stay; tiers in the order of the alphabet are tiers from the best down.
select customer_id, case when overruled then tier_before else tier_ruled end as tier,
       case when overruled then 'stay' else rule end as reason,
       value_minor, revenue_minor, net_minor, orders, quiet_days, place, awake, tier_before, since_before, stays
from (
    select customer_id, rule, tier_ruled, value_minor, revenue_minor, net_minor, orders, quiet_days, place, awake,
           tier_before, since_before, stays, (stays and tier_before <> '' and tier_before < tier_ruled) as overruled
    from (
        select customer_id, rule, value_minor, revenue_minor, net_minor, orders, quiet_days, place, awake, tier_before,
               since_before, stays,
               case
                   when rule in ('no_order', 'quiet') then 'D'
                   when rule in ('core_value', 'core_kept') then 'A'
                   when rule = 'other' then 'C'
                   else 'B'
               end as tier_ruled
        from tier_standings
    ) as ruled
) as decided
