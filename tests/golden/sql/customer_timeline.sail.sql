/* What is known of customers, one row a fact. Amounts of orders are revenue, all others are cost. */
SELECT
  customer_id,
  ordered_on AS happened_on,
  CASE WHEN revenue_minor < 0 THEN 'return' ELSE 'order' END AS kind,
  COALESCE(channel, '') AS what,
  revenue_minor AS amount_minor,
  CAST(NULL AS STRING) AS cost_type,
  CAST(NULL AS DATE) AS answered_on,
  CAST(NULL AS STRING) AS campaign_id,
  channel,
  source,
  order_id AS record_id,
  batch_id,
  row_no
FROM orders
WHERE
  NOT customer_id IS NULL
UNION ALL
SELECT
  customer_id,
  contacted_on,
  'contact',
  purpose,
  COALESCE(cost_minor, 0),
  CASE WHEN cost_minor <> 0 THEN COALESCE(cost_type, '') END,
  responded_on,
  campaign_id,
  channel,
  source,
  contact_id,
  batch_id,
  row_no
FROM contacts
UNION ALL
SELECT
  customer_id,
  issued_on,
  'benefit',
  benefit_type,
  cost_minor,
  CASE WHEN cost_minor <> 0 THEN cost_type END,
  redeemed_on,
  campaign_id,
  channel,
  source,
  benefit_id,
  batch_id,
  row_no
FROM benefits
UNION ALL
SELECT
  customer_id,
  invited_on,
  'invitation',
  '',
  0,
  CAST(NULL AS STRING),
  participated_on,
  campaign_id,
  CAST(NULL AS STRING),
  source,
  campaign_id,
  batch_id,
  row_no
FROM campaign_members
UNION ALL
SELECT
  customer_id,
  opened_on,
  'ticket',
  kind,
  0,
  CAST(NULL AS STRING),
  CAST(NULL AS DATE),
  CAST(NULL AS STRING),
  channel,
  source,
  ticket_id,
  batch_id,
  row_no
FROM tickets
WHERE
  NOT customer_id IS NULL
UNION ALL
SELECT
  customer_id,
  happened_on,
  'service',
  channel,
  0,
  CAST(NULL AS STRING),
  CAST(NULL AS DATE),
  CAST(NULL AS STRING),
  channel,
  source,
  contact_id,
  batch_id,
  row_no
FROM service_contacts
WHERE
  NOT customer_id IS NULL
UNION ALL
SELECT
  customer_id,
  occurred_on,
  'cost',
  '',
  amount_minor,
  cost_type,
  CAST(NULL AS DATE),
  campaign_id,
  channel,
  source,
  entry_id,
  batch_id,
  row_no
FROM cost_entries
WHERE
  NOT customer_id IS NULL
