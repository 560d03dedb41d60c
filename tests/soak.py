"""How long the soak tests go on: as long as fits into `.ci/run`, or SOAK times that (`SOAK=10 pytest -m soak`)."""

from __future__ import annotations

import os

TIMES = int(os.environ.get("SOAK", "1"))
