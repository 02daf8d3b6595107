with held as (
    select count(*) as contracts, count(distinct customer_id) as customers, cast(coalesce(sum(is_lost), 0) as bigint) as lost,
           cast(coalesce(sum((renewals + 1 - is_lost) * period_months), 0) as bigint) as months
    from contract_history
),
given as (
    select count(*) as begun
    from contracts
    where started_on <= $observed_on
),
served as (
    select cast(coalesce(sum(s.served_minor), 0) as bigint) as served_minor
    from customer_served as s
    where s.customer_id in (select customer_id from contract_history)
)
select h.contracts, g.begun - h.contracts as passed_over, h.customers, h.lost, h.months, s.served_minor
from held as h
cross join given as g
cross join served as s
