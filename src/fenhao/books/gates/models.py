"""The tables of gates."""
