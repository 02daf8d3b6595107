-- Every entry of the period, from the cost entries and the two subledgers.
-- Rows that carry their stamped tier need no join; the others (loaded before the first assessment) are looked
-- up by the assessment in force on their day. A file without such rows is skipped by its statistics.
select 'cost_entries' as subledger, source, entry_id, occurred_on, cost_type, amount_minor, customer_id, campaign_id,
       channel, department, cast(null as varchar) as benefit_type, tier, batch_id, row_no
from cost_entries
where occurred_on >= $period_start and occurred_on < $period_end and tier is not null

union all

select 'cost_entries', e.source, e.entry_id, e.occurred_on, e.cost_type, e.amount_minor, e.customer_id, e.campaign_id,
       e.channel, e.department, cast(null as varchar), coalesce(a.tier, ''), e.batch_id, e.row_no
from cost_entries as e
left join days as d on d.day = e.occurred_on
left join late_tiers as a on a.customer_id = e.customer_id and a.assessed_on = d.assessed_on
where e.occurred_on >= $period_start and e.occurred_on < $period_end and e.tier is null

union all

select 'benefits', source, benefit_id, issued_on, cost_type, cost_minor, customer_id, campaign_id,
       channel, cast(null as varchar), benefit_type, tier, batch_id, row_no
from benefits
where issued_on >= $period_start and issued_on < $period_end and cost_minor <> 0 and tier is not null

union all

select 'benefits', e.source, e.benefit_id, e.issued_on, e.cost_type, e.cost_minor, e.customer_id, e.campaign_id,
       e.channel, cast(null as varchar), e.benefit_type, coalesce(a.tier, ''), e.batch_id, e.row_no
from benefits as e
left join days as d on d.day = e.issued_on
left join late_tiers as a on a.customer_id = e.customer_id and a.assessed_on = d.assessed_on
where e.issued_on >= $period_start and e.issued_on < $period_end and e.cost_minor <> 0 and e.tier is null

union all

select 'contacts', source, contact_id, contacted_on, coalesce(cost_type, ''), cost_minor, customer_id, campaign_id,
       channel, cast(null as varchar), cast(null as varchar), tier, batch_id, row_no
from contacts
where contacted_on >= $period_start and contacted_on < $period_end and cost_minor <> 0 and tier is not null

union all

select 'contacts', e.source, e.contact_id, e.contacted_on, coalesce(e.cost_type, ''), e.cost_minor, e.customer_id,
       e.campaign_id, e.channel, cast(null as varchar), cast(null as varchar), coalesce(a.tier, ''), e.batch_id, e.row_no
from contacts as e
left join days as d on d.day = e.contacted_on
left join late_tiers as a on a.customer_id = e.customer_id and a.assessed_on = d.assessed_on
where e.contacted_on >= $period_start and e.contacted_on < $period_end and e.cost_minor <> 0 and e.tier is null
