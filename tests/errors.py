"""Errors of the game by what a person reads of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from wargame.text.faults import error_words


@contextmanager
def raises_saying(kind: type[BaseException], pattern: str) -> Iterator[pytest.ExceptionInfo[BaseException]]:
    """As `pytest.raises` with a `match`, for what the error says in words."""
    with pytest.raises(kind) as caught:
        yield caught
    words = error_words(caught.value)
    assert re.search(pattern, words), words
