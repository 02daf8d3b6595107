-- What is known of customers, one row a fact. Amounts of orders are revenue, all others are cost.
select customer_id, ordered_on as happened_on, case when revenue_minor < 0 then 'return' else 'order' end as kind,
       coalesce(channel, '') as what, revenue_minor as amount_minor, cast(null as varchar) as cost_type,
       cast(null as date) as answered_on, cast(null as varchar) as campaign_id, channel, source, order_id as record_id,
       batch_id, row_no
from orders
where customer_id is not null

union all

select customer_id, contacted_on, 'contact', purpose, coalesce(cost_minor, 0),
       case when cost_minor <> 0 then coalesce(cost_type, '') end, responded_on, campaign_id, channel, source, contact_id,
       batch_id, row_no
from contacts

union all

select customer_id, issued_on, 'benefit', benefit_type, cost_minor, case when cost_minor <> 0 then cost_type end,
       redeemed_on, campaign_id, channel, source, benefit_id, batch_id, row_no
from benefits

union all

select customer_id, invited_on, 'invitation', '', 0, cast(null as varchar), participated_on, campaign_id,
       cast(null as varchar), source, campaign_id, batch_id, row_no
from campaign_members

union all

select customer_id, opened_on, 'ticket', kind, 0, cast(null as varchar), cast(null as date), cast(null as varchar), channel,
       source, ticket_id, batch_id, row_no
from tickets
where customer_id is not null

union all

select customer_id, happened_on, 'service', channel, 0, cast(null as varchar), cast(null as date), cast(null as varchar), channel,
       source, contact_id, batch_id, row_no
from service_contacts
where customer_id is not null

union all

select customer_id, occurred_on, 'cost', '', amount_minor, cost_type, cast(null as date), campaign_id, channel, source,
       entry_id, batch_id, row_no
from cost_entries
where customer_id is not null
