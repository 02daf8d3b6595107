select coalesce(c.tier, '') as tier, c.channel, d.month_no, count(*) as contacts,
       count(distinct c.customer_id) as customers, cast(coalesce(sum(c.handle_seconds), 0) as bigint) as seconds
from service_contacts as c
join service_days as d on d.day_on = c.happened_on
group by coalesce(c.tier, ''), c.channel, d.month_no
