-- The streak as the rule unanswered_wake_up sees it on any later day: an answer up to the day counts from the next.
with wake_ups as (
    select customer_id, contacted_on, source, contact_id
    from contacts
    where purpose = 'wake_up' and contacted_on <= $as_of_on
),
first_sent as (
    select customer_id, min(contacted_on) as first_on
    from wake_ups
    group by customer_id
),
answers as (
    select c.customer_id, c.responded_on as answered_on
    from contacts as c
    join first_sent as f on f.customer_id = c.customer_id
    where c.responded_on >= f.first_on and c.responded_on <= $as_of_on

    union all

    select o.customer_id, o.ordered_on
    from orders as o
    join first_sent as f on f.customer_id = o.customer_id
    where o.revenue_minor >= 0 and o.ordered_on >= f.first_on and o.ordered_on <= $as_of_on
),
last_answer as (
    select customer_id, max(answered_on) as answered_on
    from answers
    group by customer_id
),
streaks as (
    select w.customer_id, w.contacted_on, w.source, w.contact_id, a.answered_on,
           row_number() over (
               partition by w.customer_id order by w.contacted_on desc, w.source desc, w.contact_id desc
           ) as newest
    from wake_ups as w
    left join last_answer as a on a.customer_id = w.customer_id
    where a.answered_on is null or w.contacted_on > a.answered_on
)
select customer_id, contacted_on, source, contact_id, answered_on
from streaks
where newest <= $kept_max
