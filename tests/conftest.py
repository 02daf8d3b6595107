"""How properties are tried: without a clock, and the same way every time where the result is a gate.

A deadline would make a test depend on how busy the machine is. ``./run check`` tries few examples, ``./run test`` the usual
hundred; both draw the same examples on every run, so that a red check is red for everybody. A hunt for new ones is
``./run test --hypothesis-profile=hunt tests/unit``.
"""

from hypothesis import HealthCheck, settings

PATIENT = (HealthCheck.too_slow, HealthCheck.data_too_large)

settings.register_profile("full", deadline=None, derandomize=True, suppress_health_check=PATIENT)
settings.register_profile("quick", settings.get_profile("full"), max_examples=15)
settings.register_profile("hunt", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile("full")
