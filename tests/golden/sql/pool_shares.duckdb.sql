-- pool_shares_levels, computed once
-- How many parties have each weight, per driver.
SELECT driver, weight, count(*) AS parties
FROM driver_weights
WHERE weight <> 0
GROUP BY driver, weight;

-- The total weight of each driver; products and sums are 128 bit wide.
SELECT
  driver,
  CAST(sum(CAST(weight AS HUGEINT) * parties) AS VARCHAR) AS total,
  min(weight) AS lightest,
  max(weight) AS heaviest
FROM pool_shares_levels
GROUP BY driver;

SELECT pool_id, driver, amount_minor FROM pool_amounts;

-- Per pool: the sum of base shares, and how many parties have a remainder in each bucket.
WITH pools AS (
  SELECT number, driver, CAST(size AS HUGEINT) AS size, CAST(total AS HUGEINT) AS total, CAST(step AS HUGEINT) AS step
  FROM (VALUES (0, 'equal', 100, 3, 1), (1, 'revenue', 1000000000000, 1000000000001, 976562501), (2, 'revenue', 1000000000, 1000000000001, 976562501)) AS listed (number, driver, size, total, step)
)
SELECT
  number,
  CAST(((levels.weight * size) % total) // step AS BIGINT) AS bucket,
  CAST(sum(((levels.weight * size) // total) * levels.parties) AS BIGINT) AS base,
  CAST(sum(levels.parties) AS BIGINT) AS parties
FROM pool_shares_levels AS levels
JOIN pools ON pools.driver = levels.driver
GROUP BY ALL;

-- Within each pool's boundary bucket: how many parties have each remainder.
WITH pools AS (
  SELECT
    number, driver, CAST(size AS HUGEINT) AS size, CAST(total AS HUGEINT) AS total, CAST(step AS HUGEINT) AS step, bucket
  FROM (VALUES (0, 'equal', 100, 3, 1, 1), (1, 'revenue', 1000000000000, 1000000000001, 976562501, 1023), (2, 'revenue', 1000000000, 1000000000001, 976562501, 1022)) AS listed (number, driver, size, total, step, bucket)
)
SELECT
  number,
  CAST((levels.weight * size) % total AS VARCHAR) AS remainder,
  CAST(sum(levels.parties) AS BIGINT) AS parties
FROM pool_shares_levels AS levels
JOIN pools ON pools.driver = levels.driver AND ((levels.weight * size) % total) // step = bucket
GROUP BY ALL;

-- Of the parties at one pool's boundary remainder, the last in id order that still gets a unit: 1 of 3.
-- The rank lies in the middle between two steps of the fraction, so that no rounding can move it to a neighbour.
SELECT 0 AS number, quantile_disc(party_id, (2 * 1 - 1) / (2 * 3)) AS last
FROM driver_weights
WHERE driver = 'equal' AND weight > 0 AND (CAST(weight AS BIGINT) * 100) % 3 = 1;

-- pool_shares, computed when read
SELECT 'it''s' AS pool_id, party_id, CAST((CAST(weight AS BIGINT) * 100) // 3 + CASE WHEN (CAST(weight AS BIGINT) * 100) % 3 > 1 THEN 1 WHEN (CAST(weight AS BIGINT) * 100) % 3 = 1 AND party_id <= 'k1' THEN 1 ELSE 0 END AS BIGINT) AS amount_minor
FROM driver_weights WHERE weight > 0 AND driver = 'equal'
UNION ALL
SELECT 'site' AS pool_id, party_id, CAST((CAST(weight AS HUGEINT) * 1000000000000) // 1000000000001 + CASE WHEN (CAST(weight AS HUGEINT) * 1000000000000) % 1000000000001 >= 1000000000000 THEN 1 ELSE 0 END AS BIGINT) AS amount_minor
FROM driver_weights WHERE weight > 0 AND driver = 'revenue'
UNION ALL
SELECT 'team' AS pool_id, party_id, CAST(-((CAST(weight AS HUGEINT) * 1000000000) // 1000000000001 + CASE WHEN (CAST(weight AS HUGEINT) * 1000000000) % 1000000000001 >= 999000000001 THEN 1 ELSE 0 END) AS BIGINT) AS amount_minor
FROM driver_weights WHERE weight > 0 AND driver = 'revenue';

-- pool_shares_by_party, computed once
SELECT party_id, CAST(sum(share) AS BIGINT) AS amount_minor FROM (
SELECT party_id, CASE driver
  WHEN 'equal' THEN ((CAST(weight AS BIGINT) * 100) // 3 + CASE WHEN (CAST(weight AS BIGINT) * 100) % 3 > 1 THEN 1 WHEN (CAST(weight AS BIGINT) * 100) % 3 = 1 AND party_id <= 'k1' THEN 1 ELSE 0 END)
  WHEN 'revenue' THEN ((CAST(weight AS HUGEINT) * 1000000000000) // 1000000000001 + CASE WHEN (CAST(weight AS HUGEINT) * 1000000000000) % 1000000000001 >= 1000000000000 THEN 1 ELSE 0 END)
    + (-((CAST(weight AS HUGEINT) * 1000000000) // 1000000000001 + CASE WHEN (CAST(weight AS HUGEINT) * 1000000000) % 1000000000001 >= 999000000001 THEN 1 ELSE 0 END))
  END AS share
FROM driver_weights WHERE weight > 0 AND driver IN ('equal', 'revenue')
) AS each_driver GROUP BY party_id;

-- What all parties got, to be compared with what was to be divided.
SELECT CAST(coalesce(sum(amount_minor), 0) AS VARCHAR) AS total FROM pool_shares_by_party;
