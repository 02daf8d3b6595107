/* What a customer buys on one day is one purchase: the models speak of purchase days. A return is none, but lowers */
/* the margin. Whoever first bought after the last day observed is not there yet; whoever is or was under contract by then is */
/* known to have left or not, which these models guess. */
WITH order_days AS (
  SELECT
    customer_id,
    ordered_on,
    COUNT(CASE WHEN revenue_minor >= 0 THEN 1 END) AS orders,
    CAST(SUM(CASE WHEN revenue_minor >= 0 THEN revenue_minor END) AS BIGINT) AS revenue_minor,
    CAST(SUM(COALESCE(margin_minor, revenue_minor)) AS BIGINT) AS margin_minor
  FROM orders
  WHERE
    NOT customer_id IS NULL
    AND ordered_on <= :until_on
    AND NOT customer_id IN (
      SELECT
        customer_id
      FROM contracts_begun
    )
  GROUP BY
    customer_id,
    ordered_on
), bought AS (
  SELECT
    customer_id,
    MIN(CASE WHEN orders > 0 THEN ordered_on END) AS first_on,
    MAX(CASE WHEN orders > 0 AND ordered_on <= :observed_on THEN ordered_on END) AS last_on,
    COUNT(CASE WHEN orders > 0 AND ordered_on <= :observed_on THEN 1 END) - 1 AS frequency,
    COUNT(CASE WHEN orders > 0 AND ordered_on > :observed_on THEN 1 END) AS days_after,
    SUM(CASE WHEN ordered_on <= :observed_on THEN orders ELSE 0 END) AS orders,
    SUM(
      CASE WHEN orders > 0 AND ordered_on <= :observed_on THEN revenue_minor ELSE 0 END
    ) AS spend_minor,
    MIN_BY(revenue_minor, CASE WHEN orders > 0 THEN ordered_on END) AS first_minor,
    SUM(CASE WHEN ordered_on <= :observed_on THEN margin_minor ELSE 0 END) AS margin_minor
  FROM order_days
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
  CAST(b.spend_minor - b.first_minor AS BIGINT) AS repeat_spend_minor,
  CAST(b.margin_minor AS BIGINT) AS margin_minor,
  COALESCE(s.served_minor, 0) AS served_minor,
  COALESCE(s.treated_minor, 0) AS treated_minor,
  COALESCE(s.won_minor, 0) AS won_minor
FROM bought AS b
LEFT JOIN customer_served AS s
  ON s.customer_id = b.customer_id
WHERE
  b.first_on <= :observed_on
