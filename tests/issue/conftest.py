"""Properties are about what is true, not about how fast this machine is today."""

from hypothesis import settings

settings.register_profile("calm", deadline=None, database=None)
settings.load_profile("calm")
