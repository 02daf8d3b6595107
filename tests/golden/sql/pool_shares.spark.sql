-- pool_shares_levels, computed once
-- How many parties have each weight, per driver.
SELECT driver, weight, count(*) AS parties
FROM driver_weights
WHERE weight <> 0
GROUP BY driver, weight;

-- The total weight of each driver; products and sums are 38 digits wide.
SELECT
  driver,
  CAST(sum(CAST(weight AS DECIMAL(38, 0)) * CAST(parties AS DECIMAL(38, 0))) AS STRING) AS total,
  min(weight) AS lightest,
  max(weight) AS heaviest
FROM pool_shares_levels
GROUP BY driver;

SELECT pool_id, driver, amount_minor FROM pool_amounts;

-- Per pool: the sum of base shares, and how many parties have a remainder in each bucket.
WITH pools AS (
  SELECT number, driver, CAST(size AS DECIMAL(38, 0)) AS size, CAST(total AS DECIMAL(38, 0)) AS total, CAST(step AS DECIMAL(38, 0)) AS step
  FROM VALUES (0, 'equal', 100, 3, 1), (1, 'revenue', 1000000000000, 1000000000001, 976562501), (2, 'revenue', 1000000000, 1000000000001, 976562501) AS listed (number, driver, size, total, step)
),
shares AS (
  SELECT
    number,
    CAST(((CAST(levels.weight AS DECIMAL(38, 0)) * size) % total) div step AS BIGINT) AS bucket,
    CAST((CAST(levels.weight AS DECIMAL(38, 0)) * size) div total AS BIGINT) AS base,
    levels.parties
  FROM pool_shares_levels AS levels
  JOIN pools ON pools.driver = levels.driver
)
SELECT number, bucket, sum(base * parties) AS base, sum(parties) AS parties
FROM shares
GROUP BY number, bucket;

-- Within each pool's boundary bucket: how many parties have each remainder.
WITH pools AS (
  SELECT
    number, driver, CAST(size AS DECIMAL(38, 0)) AS size, CAST(total AS DECIMAL(38, 0)) AS total, CAST(step AS DECIMAL(38, 0)) AS step, bucket
  FROM VALUES (0, 'equal', 100, 3, 1, 1), (1, 'revenue', 1000000000000, 1000000000001, 976562501, 1023), (2, 'revenue', 1000000000, 1000000000001, 976562501, 1022) AS listed (number, driver, size, total, step, bucket)
),
remainders AS (
  SELECT number, bucket, step, (CAST(levels.weight AS DECIMAL(38, 0)) * size) % total AS remainder, levels.parties
  FROM pool_shares_levels AS levels
  JOIN pools ON pools.driver = levels.driver
)
SELECT number, CAST(remainder AS STRING) AS remainder, sum(parties) AS parties
FROM remainders
WHERE CAST(remainder div step AS BIGINT) = bucket
GROUP BY number, remainder;

-- Of the parties at one pool's boundary remainder, the last in id order that still gets a unit: 1 of 3.
SELECT 0 AS number, party_id AS last
FROM (
  SELECT party_id, row_number() OVER (ORDER BY party_id) AS rank_in_tie
  FROM driver_weights
  WHERE driver = 'equal' AND weight > 0 AND (CAST(weight AS BIGINT) * 100) % 3 = 1
) AS tied
WHERE rank_in_tie = 1;

-- pool_shares, computed when read
SELECT 'it\'s' AS pool_id, party_id, CAST(CAST((CAST(weight AS BIGINT) * 100) div 3 AS BIGINT) + CASE WHEN (CAST(weight AS BIGINT) * 100) % 3 > 1 THEN 1 WHEN (CAST(weight AS BIGINT) * 100) % 3 = 1 AND party_id <= 'k1' THEN 1 ELSE 0 END AS BIGINT) AS amount_minor
FROM driver_weights WHERE weight > 0 AND driver = 'equal'
UNION ALL
SELECT 'site' AS pool_id, party_id, CAST(CAST((CAST(weight AS DECIMAL(38, 0)) * 1000000000000) div 1000000000001 AS DECIMAL(38, 0)) + CASE WHEN (CAST(weight AS DECIMAL(38, 0)) * 1000000000000) % 1000000000001 >= 1000000000000 THEN 1 ELSE 0 END AS BIGINT) AS amount_minor
FROM driver_weights WHERE weight > 0 AND driver = 'revenue'
UNION ALL
SELECT 'team' AS pool_id, party_id, CAST(-(CAST((CAST(weight AS DECIMAL(38, 0)) * 1000000000) div 1000000000001 AS DECIMAL(38, 0)) + CASE WHEN (CAST(weight AS DECIMAL(38, 0)) * 1000000000) % 1000000000001 >= 999000000001 THEN 1 ELSE 0 END) AS BIGINT) AS amount_minor
FROM driver_weights WHERE weight > 0 AND driver = 'revenue';

-- pool_shares_by_party, computed once
SELECT party_id, CAST(sum(share) AS BIGINT) AS amount_minor FROM (
SELECT party_id, CASE driver
  WHEN 'equal' THEN (CAST((CAST(weight AS BIGINT) * 100) div 3 AS BIGINT) + CASE WHEN (CAST(weight AS BIGINT) * 100) % 3 > 1 THEN 1 WHEN (CAST(weight AS BIGINT) * 100) % 3 = 1 AND party_id <= 'k1' THEN 1 ELSE 0 END)
  WHEN 'revenue' THEN (CAST((CAST(weight AS DECIMAL(38, 0)) * 1000000000000) div 1000000000001 AS DECIMAL(38, 0)) + CASE WHEN (CAST(weight AS DECIMAL(38, 0)) * 1000000000000) % 1000000000001 >= 1000000000000 THEN 1 ELSE 0 END)
    + (-(CAST((CAST(weight AS DECIMAL(38, 0)) * 1000000000) div 1000000000001 AS DECIMAL(38, 0)) + CASE WHEN (CAST(weight AS DECIMAL(38, 0)) * 1000000000) % 1000000000001 >= 999000000001 THEN 1 ELSE 0 END))
  END AS share
FROM driver_weights WHERE weight > 0 AND driver IN ('equal', 'revenue')
) AS each_driver GROUP BY party_id;

-- What all parties got, to be compared with what was to be divided.
SELECT CAST(coalesce(sum(CAST(amount_minor AS DECIMAL(38, 0))), 0) AS STRING) AS total FROM pool_shares_by_party;
