/* What each customer brought in the window after the cost that carries it. Winning a customer is not serving it. */
/* A policy that does not ask for net profit gives an empty window, and no cost is read. */
SELECT
  customer_id,
  CAST(SUM(CAST(net_minor AS DECIMAL(38, 0))) AS BIGINT) AS net_minor
FROM (
  SELECT
    customer_id,
    COALESCE(margin_minor, revenue_minor) AS net_minor
  FROM orders
  WHERE
    NOT customer_id IS NULL AND ordered_on >= :net_start AND ordered_on < :assessed_on
  UNION ALL
  SELECT
    k.customer_id,
    -k.amount_minor
  FROM (
    SELECT
      customer_id,
      cost_type,
      amount_minor
    FROM cost_entries
    WHERE
      NOT customer_id IS NULL
      AND occurred_on >= :net_start
      AND occurred_on < :assessed_on
    UNION ALL
    SELECT
      customer_id,
      cost_type,
      cost_minor
    FROM benefits
    WHERE
      issued_on >= :net_start AND issued_on < :assessed_on
    UNION ALL
    SELECT
      customer_id,
      cost_type,
      cost_minor
    FROM contacts
    WHERE
      contacted_on >= :net_start
      AND contacted_on < :assessed_on
      AND NOT cost_minor IS NULL
  ) AS k
  LEFT JOIN chart AS c
    ON c.cost_type = k.cost_type
  WHERE
    COALESCE(c.purpose, '') <> 'acquisition'
) AS brought
GROUP BY
  customer_id
