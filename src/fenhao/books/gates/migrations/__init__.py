"""The migrations of gates."""
