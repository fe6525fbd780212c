"""Settings every test shares."""

from hypothesis import settings

# A shared machine is slow at times; speed is measured in bench/, not here.
settings.register_profile("lanewise", deadline=None)
settings.load_profile("lanewise")
