with reached as (
    select customer_id, max(since_on) as since_on
    from memberships
    where since_on <= $on
    group by customer_id
)
select m.customer_id, max(m.level) as level
from memberships as m
join reached as r on r.customer_id = m.customer_id and r.since_on = m.since_on
where m.ends_on is null or m.ends_on >= $on
group by m.customer_id
