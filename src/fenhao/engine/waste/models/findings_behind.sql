-- The findings behind a figure: every filter that is null lets everything through.
select
    rule,
    subledger,
    source,
    entry_id,
    found_on,
    customer_id,
    campaign_id,
    tier,
    amount_minor,
    counted_minor,
    evidence
from findings
where ($only_rule is null or rule = $only_rule)
    and ($only_from is null or found_on >= $only_from)
    and ($only_until is null or found_on < $only_until)
    and ($only_tier is null or tier = $only_tier)
    and ($only_customer is null or customer_id = $only_customer)
    and ($only_campaign is null or campaign_id = $only_campaign)
