"""Spend requests: approval that holds the money."""
