/* The same purchases as customer_buying counts, by day instead of by customer: whoever has no row there has none here. */
WITH bought AS (
  SELECT DISTINCT
    o.ordered_on,
    o.customer_id
  FROM orders AS o
  JOIN customer_buying AS b
    ON b.customer_id = o.customer_id
  WHERE
    o.ordered_on <= :until_on AND o.revenue_minor >= 0
)
SELECT
  ordered_on AS day,
  COUNT(*) AS purchases
FROM bought
GROUP BY
  ordered_on
