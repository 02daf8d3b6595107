select e.subledger, e.source, e.entry_id, e.occurred_on, e.cost_type, coalesce(e.customer_id, '') as customer_id,
       e.amount_minor
from ledger as e
join chart as t on t.cost_type = e.cost_type and t.purpose = 'complaint'
