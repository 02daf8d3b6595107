"""The migrations of findings."""
