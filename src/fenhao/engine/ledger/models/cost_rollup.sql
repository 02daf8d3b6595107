select d.month, e.tier, e.cost_type, coalesce(e.campaign_id, '') as campaign_id, coalesce(e.channel, '') as channel,
       coalesce(e.department, '') as department, cast(sum(e.amount_minor) as bigint) as amount_minor, count(*) as entries
from ledger as e
join days as d on d.day = e.occurred_on
group by 1, 2, 3, 4, 5, 6
