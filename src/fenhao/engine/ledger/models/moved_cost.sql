-- Cost that stands in another tier than it would had the newest assessment moved nobody: beside it, a change of level is no change of cost.
-- Who had no tier before came from ''; cost without a customer never moves.
select l.occurred_on as day, coalesce(b.tier, '') as tier_then, l.tier, l.cost_type,
       cast(sum(l.amount_minor) as bigint) as amount_minor, count(*) as entries
from ledger as l
join days as d on d.day = l.occurred_on
join (
    select assessed_on, lag(assessed_on) over (order by assessed_on) as before_on
    from (select distinct assessed_on from days where assessed_on is not null) as made
) as p on p.assessed_on = d.assessed_on
left join tier_assignments as b on b.customer_id = l.customer_id and b.assessed_on = p.before_on
where l.customer_id is not null and l.tier <> '' and p.before_on is not null and l.tier <> coalesce(b.tier, '')
group by 1, 2, 3, 4
