select e.cost_type, coalesce(t.category, '') as category, coalesce(e.department, '') as department,
       coalesce(e.channel, '') as channel, case when e.customer_id is null then 0 else 1 end as traced,
       cast(sum(e.amount_minor) as bigint) as amount_minor, count(*) as entries
from ledger as e
left join chart as t on t.cost_type = e.cost_type
group by 1, 2, 3, 4, 5
