-- A contract counts once for each cell in which its customer was served, however often he called.
with served as (
    select distinct c.customer_id, coalesce(c.tier, '') as tier, c.channel, d.month_no
    from service_contacts as c
    join service_days as d on d.day_on = c.happened_on
    where c.customer_id is not null
)
select s.tier, s.channel, s.month_no, count(*) as held,
       cast(sum(case when k.ended_on is null or k.ended_on > m.later_on then 1 else 0 end) as bigint) as kept
from served as s
join service_months as m on m.month_no = s.month_no
join contracts as k on k.customer_id = s.customer_id
where m.later_on <= $until_on and k.started_on <= m.last_on and (k.ended_on is null or k.ended_on > m.last_on)
group by s.tier, s.channel, s.month_no
