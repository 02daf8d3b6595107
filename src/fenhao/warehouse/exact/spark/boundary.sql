-- Within each pool's boundary bucket: how many parties have each remainder.
WITH pools AS (
  SELECT
    number, driver, CAST(size AS {wide}) AS size, CAST(total AS {wide}) AS total, CAST(step AS {wide}) AS step, bucket
  FROM VALUES {pools} AS listed (number, driver, size, total, step, bucket)
),
remainders AS (
  SELECT number, bucket, step, (CAST(levels.weight AS {wide}) * size) % total AS remainder, levels.parties
  FROM {name}_levels AS levels
  JOIN pools ON pools.driver = levels.driver
)
SELECT number, CAST(remainder AS STRING) AS remainder, sum(parties) AS parties
FROM remainders
WHERE CAST(remainder div step AS BIGINT) = bucket
GROUP BY number, remainder
