/* A fee falls due on the first day of each period begun; what ended has none after its last day. The orders of customers */
/* under contract are looked at once: those that are such fees, loaded before, carry the fee's id. */
WITH begun AS (
  SELECT
    CONCAT(COALESCE(REPLACE(b.source, '/', '%2F'), ''), '/', COALESCE(b.contract_id, '')) AS fee_id,
    b.customer_id,
    b.started_on,
    b.period_months,
    c.fee_minor,
    c.margin_minor,
    CASE WHEN b.ended_on < :observed_on THEN b.ended_on ELSE :observed_on END AS seen_on,
    CASE WHEN b.ended_on < :before_on THEN b.ended_on ELSE :before_on END AS seen_before_on
  FROM contracts_begun AS b
  JOIN contracts AS c
    ON c.source = b.source AND c.contract_id = b.contract_id
  WHERE
    c.fee_minor > 0
), counted AS (
  SELECT
    fee_id,
    customer_id,
    started_on,
    period_months,
    fee_minor,
    margin_minor,
    1 + (
      (
        YEAR(seen_on) - YEAR(started_on)
      ) * 12 + MONTH(seen_on) - MONTH(started_on) - CASE WHEN DAY(seen_on) < DAY(started_on) THEN 1 ELSE 0 END
    ) DIV period_months AS fees,
    CASE
      WHEN started_on > :before_on
      THEN 0
      ELSE 1 + (
        (
          YEAR(seen_before_on) - YEAR(started_on)
        ) * 12 + MONTH(seen_before_on) - MONTH(started_on) - CASE WHEN DAY(seen_before_on) < DAY(started_on) THEN 1 ELSE 0 END
      ) DIV period_months
    END AS fees_before
  FROM begun
), bought AS (
  SELECT
    o.source,
    o.order_id,
    o.customer_id,
    o.ordered_on,
    MAX(CASE WHEN b.fee_id IS NULL THEN 0 ELSE 1 END) AS is_fee
  FROM orders AS o
  LEFT JOIN begun AS b
    ON b.customer_id = o.customer_id
    AND SUBSTRING(o.order_id, 1, LENGTH(b.fee_id) + 1) = CONCAT(COALESCE(b.fee_id, ''), '/')
  WHERE
    o.ordered_on <= :observed_on
    AND o.customer_id IN (
      SELECT
        customer_id
      FROM begun
    )
  GROUP BY
    o.source,
    o.order_id,
    o.customer_id,
    o.ordered_on
), seen AS (
  SELECT
    customer_id,
    COUNT(CASE WHEN is_fee = 0 THEN 1 END) AS own_orders,
    COUNT(CASE WHEN ordered_on > :before_on THEN 1 END) AS orders_after
  FROM bought
  GROUP BY
    customer_id
)
SELECT
  c.fee_id,
  c.customer_id,
  c.started_on,
  c.period_months,
  c.fee_minor,
  c.margin_minor,
  c.fees,
  c.fees_before,
  COALESCE(s.own_orders, 0) AS own_orders,
  COALESCE(s.orders_after, 0) AS orders_after
FROM counted AS c
LEFT JOIN seen AS s
  ON s.customer_id = c.customer_id
