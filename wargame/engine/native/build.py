"""The C text of a program compiled with the system's compiler, and loaded."""

from __future__ import annotations

import ctypes
import hashlib
import subprocess
from pathlib import Path

FLAGS = ("-std=gnu11", "-O1", "-march=native", "-ffp-contract=off", "-fno-math-errno", "-Wno-psabi", "-shared", "-fPIC")


def built(text: str, folder: Path, width: int = 4) -> ctypes.CDLL:
    name = hashlib.sha256("\n".join((text, *FLAGS, str(width))).encode()).hexdigest()[:32]
    library = folder / f"{name}.so"
    if not library.exists():
        source = folder / f"{name}.c"
        source.write_text(text, encoding="ascii")
        subprocess.run(["cc", *FLAGS, f"-DW={width}", "-o", library, source], check=True)
    return ctypes.CDLL(library)
