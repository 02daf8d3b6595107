with told as (
    select source, ticket_id, min(case when event = 'agent_replied' then happened_at end) as first_response_at,
           max(case when event in ('resolved', 'closed') then happened_at end) as ended_at,
           max(case when event = 'resolved' then happened_at end) as resolved_at,
           max(case when event = 'reopened' then happened_at end) as reopened_at,
           cast(sum(case when event = 'reopened' then 1 else 0 end) as bigint) as reopened,
           max(case when event = 'escalated' then 1 else 0 end) as escalated
    from ticket_events
    group by 1, 2
)
select t.source, t.ticket_id, coalesce(t.customer_id, '') as customer_id, t.opened_on, t.opened_at, t.channel, t.kind,
       coalesce(t.category, '') as category, coalesce(t.team, '') as team, coalesce(t.tier, '') as tier,
       coalesce(e.first_response_at, t.first_response_at) as first_response_at,
       case when e.reopened_at is not null and (e.ended_at is null or e.ended_at < e.reopened_at) then null
            when e.resolved_at is not null and (e.reopened_at is null or e.resolved_at >= e.reopened_at) then e.resolved_at
            else coalesce(e.ended_at, t.resolved_at) end as resolved_at,
       case when coalesce(e.reopened, 0) > 0 then e.reopened else coalesce(t.reopened, 0) end as reopened,
       case when coalesce(e.escalated, 0) = 1 or t.escalated then 1 else 0 end as escalated
from tickets as t
left join told as e on e.source = t.source and e.ticket_id = t.ticket_id
where t.opened_on < $period_end and (t.opened_on >= $period_start or t.kind = 'complaint')
