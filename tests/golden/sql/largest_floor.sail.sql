/* Every day of a campaign of low participation has its largest entry, and every found wake-up is an entry: so many */
/* entries of either kind reach the floor. The kinds are not counted together, because they may share entries. */
SELECT
  MAX(least_minor) AS floor_minor
FROM (
  SELECT
    MIN(amount_minor) AS least_minor,
    COUNT(*) AS entries
  FROM (
    SELECT
      d.largest_minor AS amount_minor
    FROM campaign_days AS d
    JOIN campaign_results AS c
      ON c.campaign_id = d.campaign_id
    WHERE
      c.low
    ORDER BY
      d.largest_minor DESC
    LIMIT :rows_max
  ) AS by_campaign
  UNION ALL
  SELECT
    MIN(amount_minor),
    COUNT(*)
  FROM (
    SELECT
      amount_minor
    FROM found_unanswered_wake_up
    ORDER BY
      amount_minor DESC
    LIMIT :rows_max
  ) AS by_wake_up
) AS floors
WHERE
  entries = :rows_max AND least_minor > 0
