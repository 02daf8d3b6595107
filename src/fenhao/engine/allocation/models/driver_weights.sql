select 'contacts' as driver, customer_id as party_id, weight from driver_contacts
union all
select 'orders', customer_id, weight from driver_orders
union all
select 'revenue', customer_id, weight from driver_revenue
union all
select 'equal', customer_id, weight from driver_equal
