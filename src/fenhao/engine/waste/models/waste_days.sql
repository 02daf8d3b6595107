-- The same sums as of findings, without building them: entries of a campaign come from the roll-up by day,
-- less those wake-ups among them that the first rule has counted.
select rule, found_on, cast(sum(findings) as bigint) as findings, cast(sum(found_minor) as bigint) as found_minor,
       cast(sum(counted_minor) as bigint) as counted_minor
from (
    select rule, found_on, 1 as findings, amount_minor as found_minor, amount_minor as counted_minor
    from found_unanswered_wake_up

    union all

    select 'low_participation', case when e.day > c.ends_on then e.day else c.ends_on end, e.entries, e.amount_minor,
           e.amount_minor
    from campaign_days as e
    join campaign_results as c on c.campaign_id = e.campaign_id
    where c.low

    union all

    select 'low_participation', case when w.found_on > c.ends_on then w.found_on else c.ends_on end, 0, 0,
           -w.amount_minor
    from found_unanswered_wake_up as w
    join campaign_results as c on c.campaign_id = w.campaign_id
    where c.low

    union all

    select b.rule, b.found_on, 1, b.amount_minor, case when c.low then 0 else b.amount_minor end
    from found_benefit_outside_tier as b
    left join campaign_results as c on c.campaign_id = b.campaign_id
) as parts
group by rule, found_on
