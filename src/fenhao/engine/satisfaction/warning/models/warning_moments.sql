-- What is known on a day only counts from that day on: an escalation by its event. A ticket that only says that it was
-- escalated tells no day: it counts from the day on which it was solved, at the latest from the newest on which one looks.
with served as (
    select coalesce(c.customer_id, t.customer_id) as customer_id, c.happened_on, c.source, c.contact_id,
           coalesce(c.outcome, '') as outcome
    from service_contacts as c
    left join tickets as t on t.source = c.source and t.ticket_id = c.ticket_id
    where coalesce(c.customer_id, t.customer_id) is not null
),
told as (
    select customer_id, happened_on, outcome,
           lag(happened_on) over (partition by customer_id order by happened_on, source, contact_id) as before_on
    from served
),
became as (
    select t.customer_id, e.happened_on, e.event
    from ticket_events as e
    join tickets as t on t.source = e.source and t.ticket_id = e.ticket_id
    where t.customer_id is not null
),
flagged as (
    select t.customer_id, greatest(t.opened_on, least(cast(t.resolved_at as date), c.newest_on)) as happened_on
    from tickets as t
    cross join (select max(on_day) as newest_on from warning_cuts) as c
    left join (select distinct source, ticket_id from ticket_events where event = 'escalated') as e
        on e.source = t.source and e.ticket_id = t.ticket_id
    where t.customer_id is not null and t.escalated and e.ticket_id is null
),
seen as (
    select customer_id, happened_on, 'contacts' as sign, 1 as amount from told
    union all
    select customer_id, happened_on, 'repeats', 1 from told
    where before_on is not null and date_diff('day', before_on, happened_on) <= $repeat_days
    union all
    select customer_id, happened_on, 'bounced', 1 from told where outcome = 'handed_over'
    union all
    select customer_id, opened_on, 'complaints', 1 from tickets where customer_id is not null and kind = 'complaint'
    union all
    select customer_id, happened_on, 'escalated', 1 from became where event = 'escalated'
    union all
    select customer_id, happened_on, 'escalated', 1 from flagged
    union all
    select customer_id, happened_on, 'reopened', 1 from became where event = 'reopened'
    union all
    select s.customer_id, s.answered_on, case when s.score <= g.bad then 'unhappy' else 'pleased' end, 1
    from surveys as s
    join warning_scales as g on g.kind = s.kind
    where s.customer_id is not null and s.answered_on is not null and s.score >= g.low and s.score <= g.high
        and (s.score <= g.bad or s.score >= g.good)
    union all
    -- A day with an order counts once, however many there were.
    select customer_id, ordered_on, 'orders', 1
    from orders
    where customer_id is not null and revenue_minor > 0
    group by customer_id, ordered_on
    union all
    select customer_id, ended_on, 'ended', 1 from contracts where customer_id is not null and ended_on is not null
    union all
    select customer_id, happened_on, sign, amount from warning_seen
)
select customer_id, happened_on, sign, cast(sum(amount) as bigint) as amount
from seen
group by customer_id, happened_on, sign
