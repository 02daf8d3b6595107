with newest as (
    select customer_id, max(assessed_on) as assessed_on
    from tier_assignments
    where assessed_on <= $on
    group by customer_id
)
select a.customer_id, a.tier
from tier_assignments as a
join newest as n on n.customer_id = a.customer_id and n.assessed_on = a.assessed_on
