/* Cost that stands in another tier than it would had the newest assessment moved nobody: beside it, a change of level is no change of cost. */
/* Who had no tier before came from ''; cost without a customer never moves. */
SELECT
  l.occurred_on AS day,
  COALESCE(b.tier, '') AS tier_then,
  l.tier,
  l.cost_type,
  CAST(SUM(l.amount_minor) AS BIGINT) AS amount_minor,
  COUNT(*) AS entries
FROM ledger AS l
JOIN days AS d
  ON d.day = l.occurred_on
JOIN (
  SELECT
    assessed_on,
    LAG(assessed_on) OVER (ORDER BY assessed_on NULLS LAST) AS before_on
  FROM (
    SELECT DISTINCT
      assessed_on
    FROM days
    WHERE
      NOT assessed_on IS NULL
  ) AS made
) AS p
  ON p.assessed_on = d.assessed_on
LEFT JOIN tier_assignments AS b
  ON b.customer_id = l.customer_id AND b.assessed_on = p.before_on
WHERE
  NOT l.customer_id IS NULL
  AND l.tier <> ''
  AND NOT p.before_on IS NULL
  AND l.tier <> COALESCE(b.tier, '')
GROUP BY
  1,
  2,
  3,
  4
