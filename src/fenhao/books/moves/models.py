"""The tables of moves."""
