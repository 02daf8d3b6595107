-- What each customer brought in the window after the cost that carries it. Winning a customer is not serving it.
-- A policy that does not ask for net profit gives an empty window, and no cost is read.
select customer_id, cast(sum(net_minor) as bigint) as net_minor
from (
    select customer_id, coalesce(margin_minor, revenue_minor) as net_minor
    from orders
    where customer_id is not null and ordered_on >= $net_start and ordered_on < $assessed_on
    union all
    select k.customer_id, -k.amount_minor
    from (
        select customer_id, cost_type, amount_minor
        from cost_entries
        where customer_id is not null and occurred_on >= $net_start and occurred_on < $assessed_on
        union all
        select customer_id, cost_type, cost_minor
        from benefits
        where issued_on >= $net_start and issued_on < $assessed_on
        union all
        select customer_id, cost_type, cost_minor
        from contacts
        where contacted_on >= $net_start and contacted_on < $assessed_on and cost_minor is not null
    ) as k
    left join chart as c on c.cost_type = k.cost_type
    where coalesce(c.purpose, '') <> 'acquisition'
) as brought
group by customer_id
