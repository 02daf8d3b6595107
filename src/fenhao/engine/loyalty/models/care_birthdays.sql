select c.customer_id, min(c.birthday) as birthday, min(t.tier) as tier
from customers as c
join care_tiers as t on t.customer_id = c.customer_id
join care_wanted as w on w.tier = t.tier
where c.birthday is not null
group by c.customer_id
