select rule, subledger, source, entry_id, found_on, customer_id, campaign_id, tier, amount_minor, counted_minor, evidence
from findings
order by counted_minor desc, rule, subledger, source, entry_id
limit $rows_max
