-- Of the parties at each pool's boundary remainder, the last in id order that still gets a unit.
WITH pools AS (
  SELECT
    number, driver, CAST(size AS {wide}) AS size, CAST(total AS {wide}) AS total,
    CAST(remainder AS {wide}) AS remainder, given
  FROM VALUES {pools} AS listed (number, driver, size, total, step, remainder, given)
),
ranked AS (
  SELECT number, party_id, given, row_number() OVER (PARTITION BY number ORDER BY party_id) AS rank_in_tie
  FROM {weights} AS weights
  JOIN pools ON pools.driver = weights.driver
  WHERE weights.weight > 0 AND (CAST(weights.weight AS {wide}) * size) % total = remainder
)
SELECT number, party_id AS last
FROM ranked
WHERE rank_in_tie = given
