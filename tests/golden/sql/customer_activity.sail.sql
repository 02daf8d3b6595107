/* Each fact is brought to the grain of a customer, then they are put side by side. Whole-outer joins, because a */
/* customer may stand in any of them alone; measured three times cheaper than a union that is grouped again. */
WITH known AS (
  SELECT DISTINCT
    customer_id
  FROM customers
  WHERE
    acquired_on IS NULL OR acquired_on < :period_end
), closing AS (
  SELECT
    customer_id,
    tier
  FROM tier_assignments
  WHERE
    assessed_on = :closing_on
), ordered AS (
  SELECT
    customer_id,
    COUNT(CASE WHEN revenue_minor >= 0 THEN 1 END) AS orders,
    CAST(SUM(CAST(revenue_minor AS DECIMAL(38, 0))) AS BIGINT) AS revenue_minor,
    CAST(SUM(CAST(COALESCE(margin_minor, revenue_minor) AS DECIMAL(38, 0))) AS BIGINT) AS margin_minor
  FROM orders
  WHERE
    NOT customer_id IS NULL
    AND ordered_on >= :period_start
    AND ordered_on < :period_end
  GROUP BY
    customer_id
), contacted AS (
  SELECT
    customer_id,
    COUNT(*) AS contacts
  FROM contacts
  WHERE
    contacted_on >= :period_start AND contacted_on < :period_end
  GROUP BY
    customer_id
), spent AS (
  SELECT
    customer_id,
    CAST(SUM(CAST(amount_minor AS DECIMAL(38, 0))) AS BIGINT) AS direct_minor
  FROM customer_direct
  GROUP BY
    customer_id
), assessed AS (
  SELECT
    COALESCE(k.customer_id, t.customer_id) AS customer_id,
    t.tier
  FROM known AS k
  FULL JOIN closing AS t
    ON t.customer_id = k.customer_id
), buying AS (
  SELECT
    COALESCE(a.customer_id, o.customer_id) AS customer_id,
    a.tier,
    o.orders,
    o.revenue_minor,
    o.margin_minor
  FROM assessed AS a
  FULL JOIN ordered AS o
    ON o.customer_id = a.customer_id
), costing AS (
  SELECT
    COALESCE(c.customer_id, s.customer_id) AS customer_id,
    c.contacts,
    s.direct_minor
  FROM contacted AS c
  FULL JOIN spent AS s
    ON s.customer_id = c.customer_id
)
SELECT
  COALESCE(b.customer_id, c.customer_id) AS customer_id,
  COALESCE(b.tier, '') AS tier,
  COALESCE(b.orders, 0) AS orders,
  COALESCE(b.revenue_minor, 0) AS revenue_minor,
  COALESCE(b.margin_minor, 0) AS margin_minor,
  COALESCE(c.contacts, 0) AS contacts,
  COALESCE(c.direct_minor, 0) AS direct_minor
FROM buying AS b
FULL JOIN costing AS c
  ON c.customer_id = b.customer_id
