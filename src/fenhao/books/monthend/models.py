"""The tables of monthend."""
