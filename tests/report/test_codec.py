"""The codec: plain values as they are, values of the domain by what they say of themselves, anything else refused."""

from __future__ import annotations

import doctest
import json
from datetime import date

import pytest

from wargame.model.order import parse_decision
from wargame.report.documents import codec
from wargame.report.documents.codec import document


def test_containers_become_lists_and_objects_whatever_is_in_them() -> None:
    value = {"orders": (parse_decision("us", "reassure(poland)"), None), "nested": [{"turn": 2}, 1.5, True]}
    found = document(value)
    assert found == {"orders": ["reassure(poland)", None], "nested": [{"turn": 2}, 1.5, True]}
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize("value", [date(2026, 1, 1), {1, 2}, object(), {"deep": [b"bytes"]}])
def test_what_has_no_document_is_refused_by_its_type(value: object) -> None:
    with pytest.raises(TypeError, match=r"there is no document of a (date|set|object|bytes)"):
        document(value)


def test_the_examples_run() -> None:
    assert doctest.testmod(codec).failed == 0
