-- What ended after the last day observed was still there on it. A contract that ended within a period is not renewed
-- at the end of that period; months are whole ones of the calendar, so that one begun on the 31st is renewed on the 1st after a
-- shorter month.
with seen as (
    select source, contract_id, customer_id, plan, period_months, started_on, ended_on, margin_minor,
           case when ended_on <= $observed_on then 1 else 0 end as is_lost,
           case when ended_on <= $observed_on then ended_on else $observed_on end as seen_on,
           case when ended_on < $until_on then ended_on else $until_on end as known_on
    from contracts_begun
),
aged as (
    select source, contract_id, customer_id, plan, started_on, period_months, margin_minor, is_lost,
           ((year(seen_on) - year(started_on)) * 12 + month(seen_on) - month(started_on)
               - case when day(seen_on) < day(started_on) then 1 else 0 end) // period_months as behind,
           ((year($until_on) - year(started_on)) * 12 + month($until_on) - month(started_on)
               - case when day($until_on) < day(started_on) then 1 else 0 end) // period_months as due,
           ((year(known_on) - year(started_on)) * 12 + month(known_on) - month(started_on)
               - case when day(known_on) < day(started_on) then 1 else 0 end) // period_months as came
    from seen
)
select concat(a.source, '/', a.contract_id) as contract_id, a.customer_id, a.plan, coalesce(c.channel, '') as channel,
       a.started_on, a.period_months, a.is_lost, a.behind + a.is_lost as renewals,
       case when a.is_lost = 1 then 0 else a.due - a.behind end as due_after,
       case when a.is_lost = 1 then 0 else a.came - a.behind end as renewed_after, a.margin_minor
from aged as a
left join customer_channels as c on c.customer_id = a.customer_id
