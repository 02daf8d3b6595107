"""The migrations of requests."""
