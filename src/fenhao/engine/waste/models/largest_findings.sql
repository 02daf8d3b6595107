-- The floor changes nothing but the work: engines pass over every entry below it while they read the files.
select rule, subledger, source, entry_id, found_on, customer_id, campaign_id, tier, amount_minor, counted_minor, evidence
from findings
where $floor_minor is null or amount_minor >= $floor_minor
order by counted_minor desc, rule, subledger, source, entry_id
limit $rows_max
