"""Fetching from systems as commands and pages do it: secrets unsealed for the time of a run, each run written down."""

from fenhao.interfaces.fetching._round import Fetcher, keep_secrets, open_secrets, reach_of

__all__ = ["Fetcher", "keep_secrets", "open_secrets", "reach_of"]
