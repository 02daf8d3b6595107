-- In order of precedence: what an earlier rule has counted, a later one finds but does not count again.
-- A wake-up is a contact and an outside benefit is a benefit, so that these two never meet; whether an entry
-- belongs to a campaign of low participation is known from the campaign alone.
select rule, subledger, source, entry_id, found_on, customer_id, campaign_id, tier, amount_minor,
       amount_minor as counted_minor, evidence
from found_unanswered_wake_up

union all

select l.rule, l.subledger, l.source, l.entry_id, l.found_on, l.customer_id, l.campaign_id, l.tier, l.amount_minor,
       case when w.entry_id is null then l.amount_minor else 0 end, l.evidence
from found_low_participation as l
left join found_unanswered_wake_up as w
       on w.subledger = l.subledger and w.source = l.source and w.entry_id = l.entry_id

union all

select b.rule, b.subledger, b.source, b.entry_id, b.found_on, b.customer_id, b.campaign_id, b.tier, b.amount_minor,
       case when c.low then 0 else b.amount_minor end, b.evidence
from found_benefit_outside_tier as b
left join campaign_results as c on c.campaign_id = b.campaign_id
