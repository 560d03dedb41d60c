"""What all tests share."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile

from hypothesis import settings

# A slow machine is no fault of a property: no example has a deadline.
settings.register_profile("wargame", deadline=None)
settings.load_profile("wargame")

# With all tests loaded there are a million objects that live on; looking through them took a tenth of the time.
gc.set_threshold(50_000, 20, 20)

# No test compiles anything unless it says so, nor touches what the user has compiled or saved.
os.environ.setdefault("WARGAME_ENGINE", "numpy")
if "WARGAME_HOME" not in os.environ:
    os.environ["WARGAME_HOME"] = tempfile.mkdtemp(prefix="wargame-tests-")
    atexit.register(shutil.rmtree, os.environ["WARGAME_HOME"], ignore_errors=True)
