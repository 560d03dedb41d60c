"""What kind of fault each code stands for; the one list of the codes there are."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Kind(Enum):
    """Where a fault lies."""

    FILE = "file"
    """The file cannot be read as text."""
    LETTERS = "letters"
    """What is written is no YAML that a scenario may use, or a value is spelled as it may not be: only the letters of
    the file show it, not the values in it."""
    SHAPE = "shape"
    """A key, a value or a list is not as it must be there, whatever the rest of the file holds: the JSON Schema refuses
    it too."""
    EXPRESSION = "expression"
    """A condition, an amount or the name of a number cannot be read."""
    MEANING = "meaning"
    """Parts do not go together: a name of nothing, a range that another number breaks, an order, a sum."""
    WARNING = "warning"
    """Probably not what was meant; the scenario can be played."""


_CODES = {
    Kind.FILE: """
        binary control-character directory more-faults no-file no-permission not-a-file not-utf8 too-big unreadable
    """,
    Kind.LETTERS: """
        after-quote alias anchor blank-missing colon-missing comma-in-braces decimal-comma directive duplicate-key
        indentation key-empty key-not-text merge-key no-sign not-a-blank not-finite not-yaml number-for-text odd-width
        open-bracket open-quote round-brackets second-colon several-documents spelling tab tag
    """,
    Kind.SHAPE: """
        bad-id empty goal-form listed-twice missing-key no-value not-a-scenario not-one-character not-one-line
        out-of-bounds out-of-range reserved-id short-too-long too-long too-many-entries unknown-format unknown-key
        wrong-type
    """,
    Kind.EXPRESSION: """
        amount-too-large arguments chained-comparison division empty-expression hidden-from-seat no-such-level
        not-a-condition not-a-number-to-change not-an-amount not-here strange-character syntax target too-deep
        too-large unknown-name
    """,
    Kind.MEANING: """
        above-most attention backwards claim-carrier claim-from claim-interval claim-least claim-measure claim-orders
        claim-policy claim-turn claim-turns ending-order ending-out-of-reach goal-flat level-missing level-not-wanted
        low-above-high no-capital no-footnote no-move-always no-outcomes no-such-tie no-weight outside-calendar
        outside-range own-consent played-twice spread-grows tie-to-itself too-many two-of-a-name
    """,
    Kind.WARNING: """
        always-holds amount-too-wide claim-carries-nothing claim-moves-nothing clock cost-too-high counted-twice
        doubt-too-large ending-without-act goal-out-of-range heard-anyway holds-at-start lens-sets-nothing never-drawn
        never-holds no-reactions no-source no-such-heading only-scored past-the-end same-mark seat-alone
        silences-nothing tie-still two-moves unread untouched-actor
    """,
}

KINDS: Mapping[str, Kind] = {code: kind for kind, codes in _CODES.items() for code in codes.split()}
"""The kind of each code."""
SILENCES_NOTHING = "silences-nothing"
"""The one warning that cannot be silenced."""
SILENCEABLE = tuple(sorted(code for code, kind in KINDS.items() if kind is Kind.WARNING and code != SILENCES_NOTHING))
"""The warnings that an author can silence."""
