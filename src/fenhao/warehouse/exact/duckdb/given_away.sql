-- What all parties got, to be compared with what was to be divided.
SELECT CAST(coalesce(sum(amount_minor), 0) AS VARCHAR) AS total FROM {by_party}
