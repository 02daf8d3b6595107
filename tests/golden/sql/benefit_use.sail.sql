/* Benefits that cost nothing count as well: a coupon that nobody used was issued all the same. */
/* The tier is the one stamped at posting, or that of the assessment in force on the day, as in the ledger. */
SELECT
  tier,
  cost_type,
  benefit_type,
  face_minor AS face_each_minor,
  COUNT(*) AS issued,
  COUNT(redeemed_on) AS redeemed,
  CAST(SUM(CAST(face_minor AS DECIMAL(38, 0))) AS BIGINT) AS face_minor,
  CAST(SUM(CAST(cost_minor AS DECIMAL(38, 0))) AS BIGINT) AS cost_minor
FROM (
  SELECT
    tier,
    cost_type,
    benefit_type,
    redeemed_on,
    face_minor,
    cost_minor
  FROM benefits
  WHERE
    issued_on >= :period_start AND issued_on < :period_end AND NOT tier IS NULL
  UNION ALL
  SELECT
    COALESCE(a.tier, ''),
    b.cost_type,
    b.benefit_type,
    b.redeemed_on,
    b.face_minor,
    b.cost_minor
  FROM benefits AS b
  LEFT JOIN days AS d
    ON d.day = b.issued_on
  LEFT JOIN late_tiers AS a
    ON a.customer_id = b.customer_id AND a.assessed_on = d.assessed_on
  WHERE
    b.issued_on >= :period_start AND b.issued_on < :period_end AND b.tier IS NULL
) AS given
GROUP BY
  1,
  2,
  3,
  4
