"""The migrations of improvements."""
