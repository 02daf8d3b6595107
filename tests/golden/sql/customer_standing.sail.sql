/* A run of the same tier ends at the last assessment that gave another one; the next assessment began it. */
WITH closing AS (
  SELECT
    customer_id,
    tier
  FROM tier_assignments
  WHERE
    assessed_on = :closing_on
), other AS (
  SELECT
    a.customer_id,
    MAX(a.assessed_on) AS other_on
  FROM tier_assignments AS a
  JOIN closing AS c
    ON c.customer_id = a.customer_id
  WHERE
    a.assessed_on < :closing_on AND a.tier <> c.tier
  GROUP BY
    a.customer_id
), begun AS (
  SELECT
    a.customer_id,
    MIN(a.assessed_on) AS since_on
  FROM tier_assignments AS a
  LEFT JOIN other AS o
    ON o.customer_id = a.customer_id
  WHERE
    a.assessed_on <= :closing_on
    AND (
      o.other_on IS NULL OR a.assessed_on > o.other_on
    )
  GROUP BY
    a.customer_id
)
SELECT
  c.customer_id,
  c.tier,
  b.since_on,
  COALESCE(p.tier, '') AS tier_previous
FROM closing AS c
JOIN begun AS b
  ON b.customer_id = c.customer_id
LEFT JOIN other AS o
  ON o.customer_id = c.customer_id
LEFT JOIN tier_assignments AS p
  ON p.customer_id = o.customer_id AND p.assessed_on = o.other_on
