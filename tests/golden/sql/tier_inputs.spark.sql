/* Only what happened before the assessment day is looked at. A return lowers the revenue but is no order. Whoever is under */
/* contract on the last of these days asks for service and will pay again: that stands for an order of the day, which brings nothing. */
WITH known AS (
  SELECT DISTINCT
    customer_id
  FROM customers
  WHERE
    acquired_on IS NULL OR acquired_on < :assessed_on
), before AS (
  SELECT
    customer_id,
    tier
  FROM tier_assignments
  WHERE
    assessed_on = :previous_on
), another AS (
  SELECT
    t.customer_id,
    MAX(t.assessed_on) AS last_on
  FROM tier_assignments AS t
  JOIN before AS b
    ON b.customer_id = t.customer_id
  WHERE
    t.assessed_on < :previous_on AND t.tier <> b.tier
  GROUP BY
    t.customer_id
), begun AS (
  SELECT
    t.customer_id,
    MIN(t.assessed_on) AS since_on
  FROM tier_assignments AS t
  LEFT JOIN another AS n
    ON n.customer_id = t.customer_id
  WHERE
    t.assessed_on <= :previous_on
    AND (
      n.last_on IS NULL OR t.assessed_on > n.last_on
    )
  GROUP BY
    t.customer_id
), bought AS (
  SELECT
    customer_id,
    ordered_on,
    revenue_minor
  FROM orders
  WHERE
    NOT customer_id IS NULL AND ordered_on < :assessed_on
  UNION ALL
  SELECT DISTINCT
    customer_id,
    :last_on,
    0
  FROM contracts
  WHERE
    started_on <= :last_on
    AND period_months >= 1
    AND (
      ended_on IS NULL OR ended_on > :last_on
    )
), ordered AS (
  SELECT
    customer_id,
    CAST(SUM(CASE WHEN ordered_on >= :window_start THEN revenue_minor ELSE 0 END) AS BIGINT) AS revenue_minor,
    COUNT(CASE WHEN ordered_on >= :window_start AND revenue_minor >= 0 THEN 1 END) AS orders,
    MAX(CASE WHEN revenue_minor >= 0 THEN ordered_on END) AS last_on
  FROM bought
  GROUP BY
    customer_id
), held AS (
  SELECT
    b.customer_id,
    b.tier,
    g.since_on
  FROM before AS b
  JOIN begun AS g
    ON g.customer_id = b.customer_id
), assessed AS (
  SELECT
    COALESCE(k.customer_id, h.customer_id) AS customer_id,
    h.tier AS tier_before,
    h.since_on
  FROM known AS k
  FULL JOIN held AS h
    ON h.customer_id = k.customer_id
), everybody AS (
  SELECT
    COALESCE(a.customer_id, o.customer_id) AS customer_id,
    o.revenue_minor,
    o.orders,
    o.last_on,
    a.tier_before,
    a.since_on
  FROM assessed AS a
  FULL JOIN ordered AS o
    ON o.customer_id = a.customer_id
)
SELECT
  e.customer_id,
  COALESCE(e.revenue_minor, 0) AS revenue_minor,
  COALESCE(n.net_minor, 0) AS net_minor,
  COALESCE(e.orders, 0) AS orders,
  DATEDIFF(DAY, e.last_on, :assessed_on) AS quiet_days,
  COALESCE(e.tier_before, '') AS tier_before,
  e.since_on AS since_before
FROM everybody AS e
LEFT JOIN tier_net AS n
  ON n.customer_id = e.customer_id
