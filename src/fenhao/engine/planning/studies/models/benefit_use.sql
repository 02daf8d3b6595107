-- Benefits that cost nothing count as well: a coupon that nobody used was issued all the same.
-- The tier is the one stamped at posting, or that of the assessment in force on the day, as in the ledger.
select tier, cost_type, benefit_type, face_minor as face_each_minor, count(*) as issued, count(redeemed_on) as redeemed,
       cast(sum(face_minor) as bigint) as face_minor, cast(sum(cost_minor) as bigint) as cost_minor
from (
    select tier, cost_type, benefit_type, redeemed_on, face_minor, cost_minor
    from benefits
    where issued_on >= $period_start and issued_on < $period_end and tier is not null

    union all

    select coalesce(a.tier, ''), b.cost_type, b.benefit_type, b.redeemed_on, b.face_minor, b.cost_minor
    from benefits as b
    left join days as d on d.day = b.issued_on
    left join late_tiers as a on a.customer_id = b.customer_id and a.assessed_on = d.assessed_on
    where b.issued_on >= $period_start and b.issued_on < $period_end and b.tier is null
) as given
group by 1, 2, 3, 4
