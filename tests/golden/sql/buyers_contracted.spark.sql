/* Whom customer_buying leaves out: who is or was under contract is valued by its renewals instead. */
SELECT
  COUNT(DISTINCT customer_id) AS customers
FROM orders
WHERE
  ordered_on <= :observed_on
  AND revenue_minor >= 0
  AND customer_id IN (
    SELECT
      customer_id
    FROM contracts_begun
  )
