/* Several sources may know a customer: the earliest day counts, and a channel where any of them names one. */
WITH known AS (
  SELECT
    customer_id,
    MIN(acquired_on) AS acquired_on,
    MIN(acquisition_channel) AS channel
  FROM customers
  GROUP BY
    customer_id
)
SELECT
  COALESCE(k.customer_id, f.customer_id) AS customer_id,
  COALESCE(k.acquired_on, f.first_on) AS won_on,
  COALESCE(k.channel, '') AS channel
FROM known AS k
FULL JOIN first_orders AS f
  ON f.customer_id = k.customer_id
WHERE
  COALESCE(k.acquired_on, f.first_on) >= :won_from
  AND COALESCE(k.acquired_on, f.first_on) < :won_until
