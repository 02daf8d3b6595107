"""The migrations of goals."""
