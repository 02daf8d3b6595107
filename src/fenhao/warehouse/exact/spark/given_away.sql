-- What all parties got, to be compared with what was to be divided.
SELECT CAST(coalesce(sum(CAST(amount_minor AS DECIMAL(38, 0))), 0) AS STRING) AS total FROM {by_party}
