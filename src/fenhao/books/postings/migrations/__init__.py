"""The migrations of postings."""
