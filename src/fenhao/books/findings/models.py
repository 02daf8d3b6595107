"""The tables of findings."""
