/* Two sources may both know a customer: the earliest day of being won counts. */
WITH known AS (
  SELECT
    customer_id,
    MIN(acquired_on) AS acquired_on,
    MIN(acquisition_channel) AS acquisition_channel
  FROM customers
  GROUP BY
    customer_id
), bought AS (
  SELECT
    customer_id,
    MIN(CASE WHEN revenue_minor >= 0 THEN ordered_on END) AS first_on,
    MAX(CASE WHEN revenue_minor >= 0 THEN ordered_on END) AS last_on
  FROM orders
  WHERE
    NOT customer_id IS NULL AND ordered_on < :period_end
  GROUP BY
    customer_id
)
SELECT
  COALESCE(k.customer_id, b.customer_id) AS customer_id,
  k.acquired_on,
  k.acquisition_channel,
  b.first_on,
  b.last_on
FROM known AS k
FULL JOIN bought AS b
  ON b.customer_id = k.customer_id
