/* The streak as the rule unanswered_wake_up sees it on any later day: an answer up to the day counts from the next. */
WITH wake_ups AS (
  SELECT
    customer_id,
    contacted_on,
    source,
    contact_id
  FROM contacts
  WHERE
    purpose = 'wake_up' AND contacted_on <= :as_of_on
), first_sent AS (
  SELECT
    customer_id,
    MIN(contacted_on) AS first_on
  FROM wake_ups
  GROUP BY
    customer_id
), answers AS (
  SELECT
    c.customer_id,
    c.responded_on AS answered_on
  FROM contacts AS c
  JOIN first_sent AS f
    ON f.customer_id = c.customer_id
  WHERE
    c.responded_on >= f.first_on AND c.responded_on <= :as_of_on
  UNION ALL
  SELECT
    o.customer_id,
    o.ordered_on
  FROM orders AS o
  JOIN first_sent AS f
    ON f.customer_id = o.customer_id
  WHERE
    o.revenue_minor >= 0 AND o.ordered_on >= f.first_on AND o.ordered_on <= :as_of_on
), last_answer AS (
  SELECT
    customer_id,
    MAX(answered_on) AS answered_on
  FROM answers
  GROUP BY
    customer_id
), streaks AS (
  SELECT
    w.customer_id,
    w.contacted_on,
    w.source,
    w.contact_id,
    a.answered_on,
    ROW_NUMBER() OVER (
      PARTITION BY w.customer_id
      ORDER BY w.contacted_on DESC, w.source DESC, w.contact_id DESC
    ) AS newest
  FROM wake_ups AS w
  LEFT JOIN last_answer AS a
    ON a.customer_id = w.customer_id
  WHERE
    a.answered_on IS NULL OR w.contacted_on > a.answered_on
)
SELECT
  customer_id,
  contacted_on,
  source,
  contact_id,
  answered_on
FROM streaks
WHERE
  newest <= :kept_max
