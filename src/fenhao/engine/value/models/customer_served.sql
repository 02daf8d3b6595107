-- Winning a customer is not serving it: cost types whose purpose is acquisition are kept apart. Benefits and contacts are what
-- the company does to move a customer; they are part of the cost to serve.
select k.customer_id,
       cast(sum(case when coalesce(c.purpose, '') <> 'acquisition' then k.amount_minor else 0 end) as bigint)
           as served_minor,
       cast(sum(case when k.treats and coalesce(c.purpose, '') <> 'acquisition' then k.amount_minor else 0 end)
           as bigint) as treated_minor,
       cast(sum(case when c.purpose = 'acquisition' then k.amount_minor else 0 end) as bigint) as won_minor
from (
    select customer_id, cost_type, amount_minor, false as treats
    from cost_entries
    where customer_id is not null and occurred_on <= $observed_on
    union all
    select customer_id, cost_type, cost_minor, true
    from benefits
    where issued_on <= $observed_on
    union all
    select customer_id, cost_type, cost_minor, true
    from contacts
    where contacted_on <= $observed_on and cost_minor is not null
) as k
left join chart as c on c.cost_type = k.cost_type
group by k.customer_id
