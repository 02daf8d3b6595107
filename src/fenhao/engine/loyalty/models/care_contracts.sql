select concat(k.source, '/', k.contract_id) as contract_id, k.customer_id, k.started_on, k.period_months, k.fee_minor,
       coalesce(k.plan, '') as plan, coalesce(t.tier, '') as tier
from contracts as k
left join care_tiers as t on t.customer_id = k.customer_id
where k.started_on <= $on and (k.ended_on is null or k.ended_on > $on) and k.period_months >= 3
