/* The last place inside a top share: the largest place with place * of <= parts * awake. */
SELECT
  COALESCE(MAX(awake), 0) AS awake,
  COALESCE(MAX(CASE WHEN place * :core_of <= :core_parts * awake THEN place ELSE 0 END), 0) AS core_place,
  COALESCE(
    MAX(
      CASE WHEN place * :potential_of <= :potential_parts * awake THEN place ELSE 0 END
    ),
    0
  ) AS potential_place,
  MIN(
    CASE
      WHEN place > 0 AND place * :core_of <= :core_parts * awake
      THEN value_minor
    END
  ) AS core_value_minor,
  MIN(
    CASE
      WHEN place > 0 AND place * :potential_of <= :potential_parts * awake
      THEN value_minor
    END
  ) AS potential_value_minor
FROM tier_standings
