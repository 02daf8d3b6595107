-- Everybody who stands in either assessment, once. Nobody is lost, and nothing is counted twice.
with earlier as (
    select customer_id, tier, value_minor
    from tier_assignments
    where assessed_on = $previous_on
),
later as (
    select customer_id, tier, value_minor
    from tier_assignments
    where assessed_on = $assessed_on
)
select coalesce(e.tier, '') as tier_then, coalesce(l.tier, '') as tier_now, count(*) as customers,
       cast(sum(coalesce(e.value_minor, 0)) as bigint) as value_then_minor,
       cast(sum(coalesce(l.value_minor, 0)) as bigint) as value_now_minor
from earlier as e
full join later as l on l.customer_id = e.customer_id
group by 1, 2
