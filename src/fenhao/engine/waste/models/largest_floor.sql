-- Every day of a campaign of low participation has its largest entry, and every found wake-up is an entry: so many
-- entries of either kind reach the floor. The kinds are not counted together, because they may share entries.
select max(least_minor) as floor_minor
from (
    select min(amount_minor) as least_minor, count(*) as entries
    from (
        select d.largest_minor as amount_minor
        from campaign_days as d
        join campaign_results as c on c.campaign_id = d.campaign_id
        where c.low
        order by d.largest_minor desc
        limit $rows_max
    ) as by_campaign

    union all

    select min(amount_minor), count(*)
    from (
        select amount_minor
        from found_unanswered_wake_up
        order by amount_minor desc
        limit $rows_max
    ) as by_wake_up
) as floors
where entries = $rows_max and least_minor > 0
