-- What customers under contract pay is left out as customer_buying leaves them out: a log that goes on with their fees would
-- move the last day observed, and with it what every other customer is worth.
select min(case when ordered_on <= $today then ordered_on end) as first_on,
       max(case when ordered_on <= $today then ordered_on end) as last_on,
       count(case when ordered_on > $today then 1 end) as orders_in_future,
       count(case when customer_id is null then 1 end) as orders_anonymous,
       count(case when revenue_minor < 0 then 1 end) as returns,
       count(case when margin_minor is null then 1 end) as orders_without_margin
from orders
where customer_id is null or customer_id not in (select customer_id from contracts_begun)
