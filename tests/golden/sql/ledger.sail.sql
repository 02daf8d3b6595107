/* Every entry of the period, from the cost entries and the two subledgers. */
/* Rows that carry their stamped tier need no join; the others (loaded before the first assessment) are looked */
/* up by the assessment in force on their day. A file without such rows is skipped by its statistics. */
SELECT
  'cost_entries' AS subledger,
  source,
  entry_id,
  occurred_on,
  cost_type,
  amount_minor,
  customer_id,
  campaign_id,
  channel,
  department,
  CAST(NULL AS STRING) AS benefit_type,
  tier,
  batch_id,
  row_no
FROM cost_entries
WHERE
  occurred_on >= :period_start AND occurred_on < :period_end AND NOT tier IS NULL
UNION ALL
SELECT
  'cost_entries',
  e.source,
  e.entry_id,
  e.occurred_on,
  e.cost_type,
  e.amount_minor,
  e.customer_id,
  e.campaign_id,
  e.channel,
  e.department,
  CAST(NULL AS STRING),
  COALESCE(a.tier, ''),
  e.batch_id,
  e.row_no
FROM cost_entries AS e
LEFT JOIN days AS d
  ON d.day = e.occurred_on
LEFT JOIN late_tiers AS a
  ON a.customer_id = e.customer_id AND a.assessed_on = d.assessed_on
WHERE
  e.occurred_on >= :period_start AND e.occurred_on < :period_end AND e.tier IS NULL
UNION ALL
SELECT
  'benefits',
  source,
  benefit_id,
  issued_on,
  cost_type,
  cost_minor,
  customer_id,
  campaign_id,
  channel,
  CAST(NULL AS STRING),
  benefit_type,
  tier,
  batch_id,
  row_no
FROM benefits
WHERE
  issued_on >= :period_start
  AND issued_on < :period_end
  AND cost_minor <> 0
  AND NOT tier IS NULL
UNION ALL
SELECT
  'benefits',
  e.source,
  e.benefit_id,
  e.issued_on,
  e.cost_type,
  e.cost_minor,
  e.customer_id,
  e.campaign_id,
  e.channel,
  CAST(NULL AS STRING),
  e.benefit_type,
  COALESCE(a.tier, ''),
  e.batch_id,
  e.row_no
FROM benefits AS e
LEFT JOIN days AS d
  ON d.day = e.issued_on
LEFT JOIN late_tiers AS a
  ON a.customer_id = e.customer_id AND a.assessed_on = d.assessed_on
WHERE
  e.issued_on >= :period_start
  AND e.issued_on < :period_end
  AND e.cost_minor <> 0
  AND e.tier IS NULL
UNION ALL
SELECT
  'contacts',
  source,
  contact_id,
  contacted_on,
  COALESCE(cost_type, ''),
  cost_minor,
  customer_id,
  campaign_id,
  channel,
  CAST(NULL AS STRING),
  CAST(NULL AS STRING),
  tier,
  batch_id,
  row_no
FROM contacts
WHERE
  contacted_on >= :period_start
  AND contacted_on < :period_end
  AND cost_minor <> 0
  AND NOT tier IS NULL
UNION ALL
SELECT
  'contacts',
  e.source,
  e.contact_id,
  e.contacted_on,
  COALESCE(e.cost_type, ''),
  e.cost_minor,
  e.customer_id,
  e.campaign_id,
  e.channel,
  CAST(NULL AS STRING),
  CAST(NULL AS STRING),
  COALESCE(a.tier, ''),
  e.batch_id,
  e.row_no
FROM contacts AS e
LEFT JOIN days AS d
  ON d.day = e.contacted_on
LEFT JOIN late_tiers AS a
  ON a.customer_id = e.customer_id AND a.assessed_on = d.assessed_on
WHERE
  e.contacted_on >= :period_start
  AND e.contacted_on < :period_end
  AND e.cost_minor <> 0
  AND e.tier IS NULL
