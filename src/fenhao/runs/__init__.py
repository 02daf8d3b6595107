"""Use-cases with data but without people: load, allocate, assess, report, explain, verify.

Each room below is a front door; nothing is lent from here.
"""

__all__: list[str] = []
