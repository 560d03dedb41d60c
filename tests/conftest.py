"""What all tests share."""

from __future__ import annotations

import gc

from hypothesis import settings

# A slow machine is no fault of a property: no example has a deadline.
settings.register_profile("wargame", deadline=None)
settings.load_profile("wargame")

# With all tests loaded there are a million objects that live on; looking through them took a tenth of the time.
gc.set_threshold(50_000, 20, 20)
