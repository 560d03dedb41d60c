"""Every warning by its code: what it points out and how it is mended. scenarios/GUIDE.md ends with this table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wargame.authoring.codes import SILENCES_NOTHING


@dataclass(frozen=True)
class Warned:
    """One kind of warning."""

    says: str
    mend: str


WARNINGS: Mapping[str, Warned] = {
    "never-holds": Warned(
        "A condition, or a part of one, that cannot come true in any game.",
        "Correct the number or the name it reads, or take it out.",
    ),
    "always-holds": Warned(
        "A condition, or a part of one, that cannot be false in any game.",
        "Correct the number it is compared with, or leave the condition out.",
    ),
    "holds-at-start": Warned(
        "A goal that is met, or an ending whose condition holds, at the start or where an opening begins.",
        "Ask for more than is so at the start; silence it where a seat is to keep what it has.",
    ),
    "two-moves": Warned(
        "A condition that needs two moves in one turn; the mover makes one.",
        "Read the earlier one with `times(...)` or `since(...)`, or write `or`.",
    ),
    "clock": Warned(
        "A condition that an outcome of a dated event opens for some turns only: the date decides, not the players.",
        "Read the numbers or acts that make it likely, and leave the calendar out.",
    ),
    "counted-twice": Warned(
        "A rule that reads how something came out moves a number in the turn in which that outcome moves it too.",
        "Let the rule begin a turn later, or take one of the two out.",
    ),
    "ending-without-act": Warned(
        "An ending that speaks of an act and whose condition reads none: it can come though nobody did it.",
        "Read `times(...)`, `since(...)`, `drawn(...)` or `fired(...)` in its condition, or call it something else.",
    ),
    "heard-anyway": Warned(
        "Effects on several actors of which some hear of the others over their ties: these are counted twice.",
        "Let the effect hit the one concerned; ties do the rest.",
    ),
    "cost-too-high": Warned(
        "A move or reaction that costs more than the mover or the seat can ever have.",
        "Lower the `cost`, or raise `most`, `start` or `income` of the capital that pays for it.",
    ),
    "goal-out-of-range": Warned(
        "A goal whose `from` or `to` lies beyond what its measure can be.",
        "Put `from` and `to` within the range of the measure.",
    ),
    "past-the-end": Warned(
        "A delay after which the effects would arrive when the game is over.",
        "Shorten the `delay`, or let it begin earlier.",
    ),
    "amount-too-wide": Warned(
        "An effect that moves a number by more than its whole range.",
        "Make the amount smaller, or the range wider.",
    ),
    "doubt-too-large": Warned(
        "A `plus_or_minus` larger than the value it is of, or one that leaves the range.",
        "Make it smaller; where it is larger than the value, even the sign is open.",
    ),
    "never-drawn": Warned(
        "An outcome whose weight is never above 0: chance never draws it, though an event's can be fixed.",
        "Give it a weight, or take it out.",
    ),
    "lens-sets-nothing": Warned(
        "A lens under which every game goes as under an earlier one.",
        "Let it set something that the earlier one does not, or take it out.",
    ),
    "unread": Warned(
        "A number or assumption that nothing reads: no condition, amount, weight, goal or tie.",
        "Let something depend on it, or take it out.",
    ),
    "only-scored": Warned(
        "A level that only goals, doctrines and the spread read: nothing in the game follows from it.",
        "Let a rule, an effect, a weight or an ending read it.",
    ),
    "tie-still": Warned(
        "A tie whose trust nothing moves.",
        "Let an act or a rule move it; silence it where trust is to be a constant.",
    ),
    "untouched-actor": Warned(
        "An actor that no tie, effect or condition names.",
        "Tie it to the others, or take it out.",
    ),
    "no-source": Warned(
        "A level, tie, effect, assumption, expectation, claim, weight or doctrine without a `source`.",
        "Name a source under `sources`, or write `source: judgement`.",
    ),
    "claim-moves-nothing": Warned(
        "A claim that names nothing it could move: its arms do not differ, or no path leads from them to its measure.",
        "Let `hold` and `against` differ in what bears on the measure, or measure something else.",
    ),
    "claim-carries-nothing": Warned(
        "A claim carried by a part that has no effect, or not the one named.",
        "Name in `carried_by` what has the effect.",
    ),
    "no-such-heading": Warned(
        "A claim that cites none of the `headings` of its source.",
        "Write the heading after the comma, as the source lists it.",
    ),
    "no-reactions": Warned(
        "A seat without reactions.",
        "Write some under `reactions`, or take the seat out.",
    ),
    "seat-alone": Warned(
        "A seat whose best choice does not depend on what the others choose.",
        "Let a rule name one of its reactions, or a goal's `when` read what they change.",
    ),
    "same-mark": Warned(
        "Two actors or seats with the same `short`, or two endings with the same `sign`.",
        "Give each its own.",
    ),
    SILENCES_NOTHING: Warned(
        "An entry of `silence` for which there is no such warning.",
        "Take it out. This one cannot be silenced.",
    ),
}
