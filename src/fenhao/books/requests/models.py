"""The tables of requests."""
