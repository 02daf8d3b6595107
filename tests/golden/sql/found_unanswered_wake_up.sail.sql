/* Only customers with more wake-ups than the policy allows, one of them in the period, are looked at closely; of what */
/* they answered, only what lies between their first and their last wake-up can matter. */
WITH wake_ups AS (
  SELECT
    customer_id,
    contacted_on,
    source,
    contact_id,
    cost_minor,
    campaign_id,
    tier
  FROM contacts
  WHERE
    purpose = 'wake_up' AND contacted_on < :period_end
), suspects AS (
  SELECT
    customer_id,
    MIN(contacted_on) AS first_on,
    MAX(contacted_on) AS last_on
  FROM wake_ups
  GROUP BY
    customer_id
  HAVING
    COUNT(*) > :wake_ups_unanswered_max AND MAX(contacted_on) >= :period_start
), moments AS (
  SELECT
    w.customer_id,
    w.contacted_on AS happened_on,
    0 AS answers,
    w.source,
    w.contact_id,
    w.cost_minor,
    w.campaign_id,
    w.tier
  FROM wake_ups AS w
  JOIN suspects AS s
    ON s.customer_id = w.customer_id
  UNION ALL
  SELECT
    c.customer_id,
    c.responded_on,
    1,
    '',
    '',
    CAST(NULL AS BIGINT),
    CAST(NULL AS STRING),
    CAST(NULL AS STRING)
  FROM contacts AS c
  JOIN suspects AS s
    ON s.customer_id = c.customer_id
  WHERE
    c.responded_on >= s.first_on AND c.responded_on < s.last_on
  UNION ALL
  SELECT
    o.customer_id,
    o.ordered_on,
    1,
    '',
    '',
    CAST(NULL AS BIGINT),
    CAST(NULL AS STRING),
    CAST(NULL AS STRING)
  FROM orders AS o
  JOIN suspects AS s
    ON s.customer_id = o.customer_id
  WHERE
    o.revenue_minor >= 0 AND o.ordered_on >= s.first_on AND o.ordered_on < s.last_on
), answered AS (
  SELECT
    customer_id,
    happened_on,
    answers,
    source,
    contact_id,
    cost_minor,
    campaign_id,
    tier,
    SUM(CAST(answers AS DECIMAL(38, 0))) OVER (
      PARTITION BY customer_id
      ORDER BY happened_on NULLS LAST, answers NULLS LAST
      rows BETWEEN UNBOUNDED preceding AND CURRENT ROW
    ) AS answers_before
  FROM moments
), streaks AS (
  SELECT
    customer_id,
    happened_on,
    source,
    contact_id,
    cost_minor,
    campaign_id,
    tier,
    ROW_NUMBER() OVER (
      PARTITION BY customer_id, answers_before
      ORDER BY happened_on NULLS LAST, source NULLS LAST, contact_id NULLS LAST
    ) - 1 AS unanswered
  FROM answered
  WHERE
    answers = 0
)
SELECT
  'unanswered_wake_up' AS rule,
  'contacts' AS subledger,
  s.source,
  s.contact_id AS entry_id,
  s.happened_on AS found_on,
  s.customer_id,
  COALESCE(s.campaign_id, '') AS campaign_id,
  COALESCE(s.tier, a.tier, '') AS tier,
  s.cost_minor AS amount_minor,
  'unanswered=' || CAST(s.unanswered AS STRING) AS evidence
FROM streaks AS s
LEFT JOIN days AS d
  ON d.day = s.happened_on
LEFT JOIN late_tiers AS a
  ON a.customer_id = s.customer_id AND a.assessed_on = d.assessed_on
WHERE
  s.unanswered >= :wake_ups_unanswered_max
  AND s.cost_minor <> 0
  AND s.happened_on >= :period_start
