/* In order of precedence: what an earlier rule has counted, a later one finds but does not count again. */
/* A wake-up is a contact and an outside benefit is a benefit, so that these two never meet; whether an entry */
/* belongs to a campaign of low participation is known from the campaign alone. */
SELECT
  rule,
  subledger,
  source,
  entry_id,
  found_on,
  customer_id,
  campaign_id,
  tier,
  amount_minor,
  amount_minor AS counted_minor,
  evidence
FROM found_unanswered_wake_up
UNION ALL
SELECT
  l.rule,
  l.subledger,
  l.source,
  l.entry_id,
  l.found_on,
  l.customer_id,
  l.campaign_id,
  l.tier,
  l.amount_minor,
  CASE WHEN w.entry_id IS NULL THEN l.amount_minor ELSE 0 END,
  l.evidence
FROM found_low_participation AS l
LEFT JOIN found_unanswered_wake_up AS w
  ON w.subledger = l.subledger AND w.source = l.source AND w.entry_id = l.entry_id
UNION ALL
SELECT
  b.rule,
  b.subledger,
  b.source,
  b.entry_id,
  b.found_on,
  b.customer_id,
  b.campaign_id,
  b.tier,
  b.amount_minor,
  CASE WHEN c.low THEN 0 ELSE b.amount_minor END,
  b.evidence
FROM found_benefit_outside_tier AS b
LEFT JOIN campaign_results AS c
  ON c.campaign_id = b.campaign_id
