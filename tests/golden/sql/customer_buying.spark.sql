/* What a customer buys on one day is one purchase: the models speak of purchase days. A return is none, but lowers */
/* revenue and margin. Whoever first bought after the last day observed is not there yet. */
WITH purchase_days AS (
  SELECT
    customer_id,
    ordered_on,
    COUNT(*) AS orders,
    SUM(revenue_minor) AS revenue_minor
  FROM orders
  WHERE
    NOT customer_id IS NULL AND revenue_minor >= 0 AND ordered_on <= :until_on
  GROUP BY
    customer_id,
    ordered_on
), first_days AS (
  SELECT
    customer_id,
    MIN(ordered_on) AS first_on
  FROM purchase_days
  GROUP BY
    customer_id
), bought AS (
  SELECT
    d.customer_id,
    f.first_on,
    MAX(CASE WHEN d.ordered_on <= :observed_on THEN d.ordered_on END) AS last_on,
    COUNT(CASE WHEN d.ordered_on <= :observed_on THEN 1 END) - 1 AS frequency,
    COUNT(CASE WHEN d.ordered_on > :observed_on THEN 1 END) AS days_after,
    SUM(CASE WHEN d.ordered_on <= :observed_on THEN d.orders ELSE 0 END) AS orders,
    SUM(CASE WHEN d.ordered_on <= :observed_on THEN d.revenue_minor ELSE 0 END) AS spend_minor,
    SUM(
      CASE
        WHEN d.ordered_on > f.first_on AND d.ordered_on <= :observed_on
        THEN d.revenue_minor
        ELSE 0
      END
    ) AS repeat_spend_minor
  FROM purchase_days AS d
  JOIN first_days AS f
    ON f.customer_id = d.customer_id
  WHERE
    f.first_on <= :observed_on
  GROUP BY
    d.customer_id,
    f.first_on
), earned AS (
  SELECT
    customer_id,
    SUM(COALESCE(margin_minor, revenue_minor)) AS margin_minor
  FROM orders
  WHERE
    NOT customer_id IS NULL AND ordered_on <= :observed_on
  GROUP BY
    customer_id
)
SELECT
  b.customer_id,
  b.frequency,
  DATEDIFF(DAY, b.first_on, b.last_on) AS recency_days,
  DATEDIFF(DAY, b.first_on, :observed_on) AS age_days,
  b.days_after,
  CAST(b.orders AS BIGINT) AS orders,
  CAST(b.spend_minor AS BIGINT) AS spend_minor,
  CAST(b.repeat_spend_minor AS BIGINT) AS repeat_spend_minor,
  CAST(e.margin_minor AS BIGINT) AS margin_minor,
  COALESCE(s.served_minor, 0) AS served_minor
FROM bought AS b
JOIN earned AS e
  ON e.customer_id = b.customer_id
LEFT JOIN customer_served AS s
  ON s.customer_id = b.customer_id
