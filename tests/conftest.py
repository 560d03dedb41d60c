"""What all tests share: a slow machine is no fault of a property, so no example has a deadline."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("wargame", deadline=None)
settings.load_profile("wargame")
