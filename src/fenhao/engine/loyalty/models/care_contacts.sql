select customer_id, contacted_on, count(*) as contacts
from contacts
where contacted_on > $since_on and contacted_on <= $on and purpose in ('care', 'marketing', 'wake_up')
group by customer_id, contacted_on
