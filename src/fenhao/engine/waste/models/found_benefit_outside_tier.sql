select 'benefit_outside_tier' as rule, e.subledger, e.source, e.entry_id, e.occurred_on as found_on, e.customer_id,
       coalesce(e.campaign_id, '') as campaign_id, e.tier, e.amount_minor,
       'benefit=' || e.benefit_type || ' tier=' || e.tier as evidence
from ledger as e
join (select distinct benefit_type from entitlements) as ruled on ruled.benefit_type = e.benefit_type
left join entitlements as allowed on allowed.benefit_type = e.benefit_type and allowed.tier = e.tier
where e.subledger = 'benefits' and e.tier <> '' and allowed.tier is null
