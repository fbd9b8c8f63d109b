"""What every test shares: a fixed Hypothesis profile, so that a run can be repeated."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "arcs", deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", deadline=None, max_examples=500)
settings.load_profile(os.environ.get("ARCS_HYPOTHESIS", "arcs"))
