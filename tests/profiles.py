"""How many examples a property tries: a few in every run, many when `HYPOTHESIS_PROFILE=search` goes looking for new ones."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci")
SEARCH = 50  # times as many examples, each run others

settings.register_profile("ci", derandomize=True, deadline=None, database=None)  # the same ones every time
settings.register_profile("search", deadline=None, max_examples=100 * SEARCH, print_blob=True)
settings.register_profile(  # for tests/mutants.py: whether one fails is enough, its smallest example is not looked for
    "mutants", derandomize=True, deadline=None, database=None, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile(PROFILE)


def examples(usual: int) -> settings:
    """`usual` examples, chosen as the profile says; what a fixture holds may be shared by the examples of one test."""
    return settings(
        max_examples=usual * (SEARCH if PROFILE == "search" else 1), suppress_health_check=list(HealthCheck)
    )
