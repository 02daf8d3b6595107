"""Moves of funding between lines: transfers, draws on the emergency reserve, and their rules."""
