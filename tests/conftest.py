"""One profile for all property tests: they are bounded by their number of examples, never by the clock."""

from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")
