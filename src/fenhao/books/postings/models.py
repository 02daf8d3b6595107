"""The tables of postings."""
