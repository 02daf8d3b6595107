"""The migrations of policies."""
