"""Settings every test shares."""

from hypothesis import HealthCheck, settings

# A shared machine is slow at times; speed is measured in bench/, not here.
settings.register_profile("lanewise", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("lanewise")
