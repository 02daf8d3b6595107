"""The migrations of monthend."""
