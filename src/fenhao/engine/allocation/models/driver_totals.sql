select driver, cast(sum(weight) as bigint) as units, count(*) as customers
from driver_weights
group by driver
