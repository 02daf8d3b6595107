"""The demonstration's year: a real retailer's orders and the invented cost around it."""

from fenhao.runs.example._year import DEMO_STARTS_AT, DEMO_YEAR, Demo, begin_demo, example_folder, make_demo

__all__ = [
    "DEMO_STARTS_AT",
    "DEMO_YEAR",
    "Demo",
    "begin_demo",
    "example_folder",
    "make_demo",
]
