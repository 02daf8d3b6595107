-- Who has reached the next level already, also from a day ahead, need not be asked to stay.
with newest as (
    select customer_id, max(since_on) as since_on
    from memberships
    group by customer_id
)
select m.customer_id, m.since_on, max(m.level) as level, max(m.ends_on) as ends_on, coalesce(max(t.tier), '') as tier
from memberships as m
join newest as n on n.customer_id = m.customer_id and n.since_on = m.since_on
left join care_tiers as t on t.customer_id = m.customer_id
where m.since_on <= $on
group by m.customer_id, m.since_on
having count(m.ends_on) = count(*) and max(m.ends_on) >= $on
