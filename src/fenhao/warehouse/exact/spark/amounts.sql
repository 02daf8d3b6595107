SELECT pool_id, driver, amount_minor FROM {amounts}
