-- A run of the same tier ends at the last assessment that gave another one; the next assessment began it.
with closing as (
    select customer_id, tier
    from tier_assignments
    where assessed_on = $closing_on
),
other as (
    select a.customer_id, max(a.assessed_on) as other_on
    from tier_assignments as a
    join closing as c on c.customer_id = a.customer_id
    where a.assessed_on < $closing_on and a.tier <> c.tier
    group by a.customer_id
),
begun as (
    select a.customer_id, min(a.assessed_on) as since_on
    from tier_assignments as a
    left join other as o on o.customer_id = a.customer_id
    where a.assessed_on <= $closing_on and (o.other_on is null or a.assessed_on > o.other_on)
    group by a.customer_id
)
select c.customer_id, c.tier, b.since_on, coalesce(p.tier, '') as tier_previous
from closing as c
join begun as b on b.customer_id = c.customer_id
left join other as o on o.customer_id = c.customer_id
left join tier_assignments as p on p.customer_id = o.customer_id and p.assessed_on = o.other_on
