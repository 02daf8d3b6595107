select 'low_participation' as rule, e.subledger, e.source, e.entry_id,
       case when e.occurred_on > c.ends_on then e.occurred_on else c.ends_on end as found_on,
       coalesce(e.customer_id, '') as customer_id, e.campaign_id, e.tier, e.amount_minor,
       'participated=' || cast(c.participated as varchar) || ' invited=' || cast(c.invited as varchar) as evidence
from ledger as e
join campaign_results as c on c.campaign_id = e.campaign_id
where c.low
