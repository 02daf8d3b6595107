SELECT
  o.ordered_on AS day,
  COALESCE(a.tier, '') AS tier,
  CAST(SUM(COALESCE(o.margin_minor, o.revenue_minor)) AS BIGINT) AS margin_minor
FROM orders AS o
JOIN days AS d
  ON d.day = o.ordered_on
LEFT JOIN tier_assignments AS a
  ON a.customer_id = o.customer_id AND a.assessed_on = d.assessed_on
WHERE
  NOT o.customer_id IS NULL
  AND o.ordered_on >= :period_start
  AND o.ordered_on < :period_end
GROUP BY
  1,
  2
