-- Only customers with more wake-ups than the policy allows, one of them in the period, are looked at closely; of what
-- they answered, only what lies between their first and their last wake-up can matter.
with wake_ups as (
    select customer_id, contacted_on, source, contact_id, cost_minor, campaign_id, tier
    from contacts
    where purpose = 'wake_up' and contacted_on < $period_end
),
suspects as (
    select customer_id, min(contacted_on) as first_on, max(contacted_on) as last_on
    from wake_ups
    group by customer_id
    having count(*) > $wake_ups_unanswered_max and max(contacted_on) >= $period_start
),
moments as (
    select w.customer_id, w.contacted_on as happened_on, 0 as answers, w.source, w.contact_id, w.cost_minor,
           w.campaign_id, w.tier
    from wake_ups as w
    join suspects as s on s.customer_id = w.customer_id

    union all

    select c.customer_id, c.responded_on, 1, '', '', cast(null as bigint), cast(null as varchar), cast(null as varchar)
    from contacts as c
    join suspects as s on s.customer_id = c.customer_id
    where c.responded_on >= s.first_on and c.responded_on < s.last_on

    union all

    select o.customer_id, o.ordered_on, 1, '', '', cast(null as bigint), cast(null as varchar), cast(null as varchar)
    from orders as o
    join suspects as s on s.customer_id = o.customer_id
    where o.revenue_minor >= 0 and o.ordered_on >= s.first_on and o.ordered_on < s.last_on
),
answered as (
    select customer_id, happened_on, answers, source, contact_id, cost_minor, campaign_id, tier,
           sum(answers) over (
               partition by customer_id order by happened_on, answers
               rows between unbounded preceding and current row
           ) as answers_before
    from moments
),
streaks as (
    select customer_id, happened_on, source, contact_id, cost_minor, campaign_id, tier,
           row_number() over (
               partition by customer_id, answers_before order by happened_on, source, contact_id
           ) - 1 as unanswered
    from answered
    where answers = 0
)
select 'unanswered_wake_up' as rule, 'contacts' as subledger, s.source, s.contact_id as entry_id,
       s.happened_on as found_on, s.customer_id, coalesce(s.campaign_id, '') as campaign_id,
       coalesce(s.tier, a.tier, '') as tier, s.cost_minor as amount_minor,
       'unanswered=' || cast(s.unanswered as varchar) as evidence
from streaks as s
left join days as d on d.day = s.happened_on
left join late_tiers as a on a.customer_id = s.customer_id and a.assessed_on = d.assessed_on
where s.unanswered >= $wake_ups_unanswered_max and s.cost_minor <> 0 and s.happened_on >= $period_start
