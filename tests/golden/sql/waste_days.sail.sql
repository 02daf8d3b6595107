/* The same sums as of findings, without building them: entries of a campaign come from the roll-up by day, */
/* less those wake-ups among them that the first rule has counted. */
SELECT
  rule,
  found_on,
  CAST(SUM(CAST(findings AS DECIMAL(38, 0))) AS BIGINT) AS findings,
  CAST(SUM(CAST(found_minor AS DECIMAL(38, 0))) AS BIGINT) AS found_minor,
  CAST(SUM(CAST(counted_minor AS DECIMAL(38, 0))) AS BIGINT) AS counted_minor
FROM (
  SELECT
    rule,
    found_on,
    1 AS findings,
    amount_minor AS found_minor,
    amount_minor AS counted_minor
  FROM found_unanswered_wake_up
  UNION ALL
  SELECT
    'low_participation',
    CASE WHEN e.day > c.ends_on THEN e.day ELSE c.ends_on END,
    e.entries,
    e.amount_minor,
    e.amount_minor
  FROM campaign_days AS e
  JOIN campaign_results AS c
    ON c.campaign_id = e.campaign_id
  WHERE
    c.low
  UNION ALL
  SELECT
    'low_participation',
    CASE WHEN w.found_on > c.ends_on THEN w.found_on ELSE c.ends_on END,
    0,
    0,
    -w.amount_minor
  FROM found_unanswered_wake_up AS w
  JOIN campaign_results AS c
    ON c.campaign_id = w.campaign_id
  WHERE
    c.low
  UNION ALL
  SELECT
    b.rule,
    b.found_on,
    1,
    b.amount_minor,
    CASE WHEN c.low THEN 0 ELSE b.amount_minor END
  FROM found_benefit_outside_tier AS b
  LEFT JOIN campaign_results AS c
    ON c.campaign_id = b.campaign_id
) AS parts
GROUP BY
  rule,
  found_on
