-- Within each pool's boundary bucket: how many parties have each remainder.
WITH pools AS (
  SELECT
    number, driver, CAST(size AS {wide}) AS size, CAST(total AS {wide}) AS total, CAST(step AS {wide}) AS step, bucket
  FROM (VALUES {pools}) AS listed (number, driver, size, total, step, bucket)
)
SELECT
  number,
  CAST((levels.weight * size) % total AS VARCHAR) AS remainder,
  CAST(sum(levels.parties) AS BIGINT) AS parties
FROM {name}_levels AS levels
JOIN pools ON pools.driver = levels.driver AND ((levels.weight * size) % total) // step = bucket
GROUP BY ALL
