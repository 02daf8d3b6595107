select coalesce(l.channel, '') as channel, cast(sum(l.amount_minor) as bigint) as amount_minor
from ledger as l
join chart as c on c.cost_type = l.cost_type
where c.purpose = 'acquisition'
group by 1
