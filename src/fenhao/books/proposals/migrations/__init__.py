"""The migrations of proposals."""
