/* What customers under contract pay is left out as customer_buying leaves them out: a log that goes on with their fees would */
/* move the last day observed, and with it what every other customer is worth. */
SELECT
  MIN(CASE WHEN ordered_on <= :today THEN ordered_on END) AS first_on,
  MAX(CASE WHEN ordered_on <= :today THEN ordered_on END) AS last_on,
  COUNT(CASE WHEN ordered_on > :today THEN 1 END) AS orders_in_future,
  COUNT(CASE WHEN customer_id IS NULL THEN 1 END) AS orders_anonymous,
  COUNT(CASE WHEN revenue_minor < 0 THEN 1 END) AS returns,
  COUNT(CASE WHEN margin_minor IS NULL THEN 1 END) AS orders_without_margin
FROM orders
WHERE
  customer_id IS NULL
  OR NOT customer_id IN (
    SELECT
      customer_id
    FROM contracts_begun
  )
