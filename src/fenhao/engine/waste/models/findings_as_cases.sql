-- Each finding beside the entry it found: what people need to know to decide, and which budget line it belongs to.
select f.rule, f.subledger, f.source, f.entry_id, f.found_on, f.customer_id, f.campaign_id, f.tier, f.amount_minor,
       f.counted_minor, f.evidence, e.occurred_on, d.month, e.cost_type, coalesce(c.category, '') as category,
       coalesce(c.nature, 'variable') as nature, coalesce(e.department, '') as department, e.batch_id
from findings as f
join ledger as e on e.subledger = f.subledger and e.source = f.source and e.entry_id = f.entry_id
join days as d on d.day = e.occurred_on
left join chart as c on c.cost_type = e.cost_type
