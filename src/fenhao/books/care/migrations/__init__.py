"""The migrations of care."""
