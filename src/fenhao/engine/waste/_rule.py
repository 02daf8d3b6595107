"""What a rule of ineffective spend is."""

from dataclasses import dataclass

from fenhao.engine.relation import Kind, Model, column


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that finds ledger entries of the period. ``relation`` has the columns FOUND."""

    code: str
    name_zh: str
    name_en: str
    says_zh: str
    says_en: str
    relation: Model


FOUND = (
    column("rule", Kind.text, "code of the rule"),
    column("subledger", Kind.text, "the fact that holds the entry"),
    column("source", Kind.text, "where the entry was loaded from"),
    column("entry_id", Kind.text, "the entry's own id in that source"),
    column("found_on", Kind.day, "the day on which it was known to be ineffective"),
    column("customer_id", Kind.text, "the customer; '' for none"),
    column("campaign_id", Kind.text, "the campaign; '' for none"),
    column("tier", Kind.text, "the customer's tier on the day of the entry; '' for none"),
    column("amount_minor", Kind.money, "the entry's whole amount; a reversal is negative"),
    column("evidence", Kind.text, "short machine text: name=value, blanks between"),
)
"""Columns of every rule's relation; the key is (subledger, source, entry_id)."""

FOUND_KEY = ("subledger", "source", "entry_id")
