"""The one definition of each published number."""
