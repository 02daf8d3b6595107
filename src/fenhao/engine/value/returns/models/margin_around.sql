select customer_id,
       cast(sum(case when ordered_on < $period_start then coalesce(margin_minor, revenue_minor) else 0 end) as bigint)
           as before_minor,
       cast(sum(case when ordered_on >= $period_start then coalesce(margin_minor, revenue_minor) else 0 end) as bigint)
           as after_minor
from orders
where customer_id is not null and ordered_on >= $before_start and ordered_on < $period_end
group by customer_id
