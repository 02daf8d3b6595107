"""Work that takes longer than anybody waits for an answer: sent off by a page or a machine, watched and stopped by either.

What was asked for and what came of it is written in the book's folder, so both outlive the request and the process. The
work itself ends in one transaction: an interruption leaves all of it or nothing, and its key is kept, so that doing it
again never does it twice.
"""

from fenhao.interfaces.jobs._errands import Errand, Stopped, send, stop, under_way
from fenhao.interfaces.jobs._jobs import (
    Job,
    Said,
    State,
    Told,
    begin,
    errand_name,
    find,
    forget,
    is_name,
    names,
    sentence,
    state_of,
)
from fenhao.interfaces.jobs._reference import new_reference
from fenhao.interfaces.jobs._renew import renew_mart
from fenhao.interfaces.jobs._verifying import Verified, last_verified, verify_all

__all__ = [
    "Errand",
    "Job",
    "Said",
    "State",
    "Stopped",
    "Told",
    "Verified",
    "begin",
    "errand_name",
    "find",
    "forget",
    "is_name",
    "last_verified",
    "names",
    "new_reference",
    "renew_mart",
    "send",
    "sentence",
    "state_of",
    "stop",
    "under_way",
    "verify_all",
]
