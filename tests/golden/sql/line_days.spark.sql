/* A cost type that the chart does not know keeps empty words, so that its money stays visible. */
SELECT
  day,
  tier,
  category,
  nature,
  CAST(SUM(amount_minor) AS BIGINT) AS amount_minor
FROM (
  SELECT
    c.day,
    CASE WHEN t.nature = 'fixed' THEN '' ELSE c.tier END AS tier,
    COALESCE(t.category, '') AS category,
    COALESCE(t.nature, '') AS nature,
    c.amount_minor
  FROM daily_cost AS c
  LEFT JOIN chart AS t
    ON t.cost_type = c.cost_type
) AS lines
GROUP BY
  1,
  2,
  3,
  4
