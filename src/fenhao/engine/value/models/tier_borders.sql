-- The last place inside a top share: the largest place with place * of <= parts * awake.
select coalesce(max(awake), 0) as awake,
       coalesce(max(case when place * $core_of <= $core_parts * awake then place else 0 end), 0) as core_place,
       coalesce(max(case when place * $potential_of <= $potential_parts * awake then place else 0 end), 0)
           as potential_place,
       min(case when place > 0 and place * $core_of <= $core_parts * awake then value_minor end) as core_value_minor,
       min(case when place > 0 and place * $potential_of <= $potential_parts * awake then value_minor end)
           as potential_value_minor
from tier_standings
