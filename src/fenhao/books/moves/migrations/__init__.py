"""The migrations of moves."""
