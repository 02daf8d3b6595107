select coalesce(t.pool_id, '') as pool_id, cast(sum(c.amount_minor) as bigint) as amount_minor,
       cast(sum(c.entries) as bigint) as entries
from indirect_cost as c
left join chart as t on t.cost_type = c.cost_type
group by 1
