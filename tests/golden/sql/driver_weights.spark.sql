SELECT
  'contacts' AS driver,
  customer_id AS party_id,
  weight
FROM driver_contacts
UNION ALL
SELECT
  'orders',
  customer_id,
  weight
FROM driver_orders
UNION ALL
SELECT
  'revenue',
  customer_id,
  weight
FROM driver_revenue
UNION ALL
SELECT
  'equal',
  customer_id,
  weight
FROM driver_equal
