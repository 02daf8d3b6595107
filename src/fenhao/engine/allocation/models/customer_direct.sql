-- A tier is one letter: its code point as a key costs a third less than its text, over the widest scan of all.
select customer_id, case when letter = 0 then '' else chr(letter) end as tier, amount_minor
from (
    select customer_id, ascii(tier) as letter, cast(sum(amount_minor) as bigint) as amount_minor
    from ledger
    where customer_id is not null
    group by 1, 2
) as sums
