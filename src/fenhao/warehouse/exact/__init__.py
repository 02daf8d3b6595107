"""Exact division on each engine: the only place in the warehouse where a minor unit changes hands.

Each engine has its own SQL, written by hand and tested equal to ``kernel.split``; ``_steps`` leads through it.
"""
