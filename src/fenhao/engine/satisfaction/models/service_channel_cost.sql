select coalesce(e.channel, '') as channel, d.month_no, cast(sum(e.amount_minor) as bigint) as cost_minor
from cost_entries as e
join chart as t on t.cost_type = e.cost_type
join service_days as d on d.day_on = e.occurred_on
where t.purpose = 'service'
group by coalesce(e.channel, ''), d.month_no
