select c.source, coalesce(c.ticket_id, '') as ticket_id, c.contact_id,
       coalesce(c.customer_id, t.customer_id, '') as customer_id, c.happened_on, c.happened_at, c.channel,
       c.handle_seconds, c.wait_seconds, coalesce(c.outcome, '') as outcome,
       coalesce(c.category, t.category, '') as category, coalesce(t.kind, '') as kind, coalesce(c.team, '') as team,
       coalesce(c.tier, '') as tier
from service_contacts as c
left join tickets as t on t.source = c.source and t.ticket_id = c.ticket_id
where c.happened_on >= $period_start and c.happened_on < $period_end

union all

-- A help desk that records no contacts may still tell the staff time of a ticket.
select t.source, t.ticket_id, '', coalesce(t.customer_id, ''), t.opened_on, t.opened_at, t.channel,
       t.handle_seconds, cast(null as bigint), case when t.handed_over then 'handed_over' else '' end,
       coalesce(t.category, ''), t.kind, coalesce(t.team, ''), coalesce(t.tier, '')
from tickets as t
left join (select source, ticket_id from service_contacts where ticket_id is not null group by 1, 2) as c
    on c.source = t.source and c.ticket_id = t.ticket_id
where t.opened_on >= $period_start and t.opened_on < $period_end and c.ticket_id is null
    and t.handle_seconds is not null
