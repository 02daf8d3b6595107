"""The migrations of sources."""
