"""The migrations of outgoing."""
