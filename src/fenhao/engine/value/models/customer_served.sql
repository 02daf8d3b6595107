-- Winning a customer is not serving it: cost types whose purpose is acquisition are left out.
select k.customer_id, cast(sum(k.amount_minor) as bigint) as served_minor
from (
    select customer_id, cost_type, amount_minor
    from cost_entries
    where customer_id is not null and occurred_on <= $observed_on
    union all
    select customer_id, cost_type, cost_minor
    from benefits
    where issued_on <= $observed_on
    union all
    select customer_id, cost_type, cost_minor
    from contacts
    where contacted_on <= $observed_on and cost_minor is not null
) as k
left join chart as c on c.cost_type = k.cost_type
where coalesce(c.purpose, '') <> 'acquisition'
group by k.customer_id
