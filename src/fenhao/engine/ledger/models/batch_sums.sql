select e.batch_id, d.month, e.tier, e.cost_type, coalesce(e.campaign_id, '') as campaign_id,
       max(e.occurred_on) as last_on, cast(sum(e.amount_minor) as bigint) as amount_minor, count(*) as entries
from ledger as e
join days as d on d.day = e.occurred_on
group by 1, 2, 3, 4, 5
