"""Which joint reactions are stable, in words: what each seat does, who would leave, what would answer that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

from wargame.analysis.equilibria import Change, Continuation, Deviation, Tempted
from wargame.analysis.joint_orders import Option, Profile
from wargame.analysis.stability import AssessedProfile, StabilityReport
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, seat_of
from wargame.text.forecast import every_lens
from wargame.text.lists import counted
from wargame.text.names import mid_sentence, mover_name, order_words, plain, reaction_title, seat_name, signed
from wargame.text.words import WIDTH, listed, sentence

CONCEPTS: Mapping[str, str] = {
    "R": "no move of one's own leads to anything better (Nash)",
    "SEQ": "others answer each such move by moves that are better for themselves, and that leaves one no better off",
    "GMR": "others can answer each such move so that one is no better off, whatever it costs them",
    "SMR": "as GMR, and one cannot get out of their answer by another move of one's own",
}
"""The solution concepts in words."""
CONVENTIONS: Mapping[str, str] = {
    "each_once": "in a sequence of moves each of those who answer moves at most once",
    "legal_sequence": "in a sequence of moves anyone may move several times, but not twice in a row",
    "one_step": "the answer is a single move of one of those who answer",
}
"""What counts as an answer of several, in words."""
HORIZON = "Scores are on goals after this turn, of 100"
NAMES: Mapping[str, str] = {
    "R": "Nash",
    "SEQ": "sequentially stable",
    "GMR": "general metarational",
    "SMR": "symmetric metarational",
}
"""The solution concepts by their names in the literature."""
MOST_STEPS = 3
"""How many changes of an answer are told one by one."""
_NARROW = 18


# --- Words ------------------------------------------------------------------------------------------------------------


def option_words(scenario: Scenario, option: Option) -> str:
    """What a seat orders: `Reassure in public: Poland`, `nothing`."""
    return "; ".join(order_words(scenario, order) for order in option) or "nothing"


def points_words(points: float) -> str:
    """What a seat would gain: `+11.4`, to two places where it is little, and never as if it were nothing."""
    if abs(points) >= 0.05:
        return signed(points)
    return signed(points, 2) if round(points, 2) else "less than +0.01"


def concept_words(concepts: Sequence[str]) -> str:
    """Under which concepts a joint reaction is stable: `Nash`, `sequentially stable (SEQ, GMR, SMR)`."""
    if not concepts:
        return "not stable"
    # What nobody would leave is stable under every other concept too.
    return NAMES["R"] if "R" in concepts else f"{NAMES[concepts[0]]} ({', '.join(concepts)})"


def deviation_words(scenario: Scenario, deviation: Deviation, concept: str = "SEQ") -> str:
    """Who would leave for what, and who could answer, in a sentence."""
    seat = mid_sentence(seat_name(scenario, deviation.seat))
    words = f"{seat} would {_choosing(scenario, deviation.to)} instead ({points_words(deviation.gain)})"
    if concept == "R":
        return sentence(words)
    if not deviation.answer:
        return sentence(f"{words}; nothing that others could do would undo that")
    after = f"which leaves {seat} {_loss_words(deviation.loss)}"
    if deviation.costly:
        return sentence(
            f"{words}; {_answer_words(scenario, deviation.answer)}, {after}, but not all of it pays for them"
        )
    return sentence(f"{words}; {_answer_words(scenario, deviation.answer)}, {after}")


def staying_words(scenario: Scenario, judged: AssessedProfile, concept: str) -> list[str]:
    """Who would leave a joint reaction, each seat by the choice that tells most, in sentences."""
    told = []
    for seat in dict.fromkeys(each.seat for each in judged.deviations):
        own = [each for each in judged.deviations if each.seat == seat]
        first = next((each for each in own if each.free), own[0])
        words = deviation_words(scenario, first, concept)
        if len(own) > 1:
            words = f"{words[:-1]}. It would also gain by {counted(len(own) - 1, 'other choice')}."
        told.append(words)
    return told


def continuation_words(scenario: Scenario, later: Continuation) -> str:
    """Whether a joint reaction holds when games go on to the end, in a sentence."""
    head = f"Played on to the end by doctrine, {counted(later.games, 'game')} each:"
    if later.holds:
        return f"{head} no seat would clearly do better in the end by another choice now."
    return f"{head} {'; '.join(_tempted_words(scenario, each) for each in later.tempted[:MOST_STEPS])}."


def lenses_words(scenario: Scenario, survey: StabilityReport, judged: AssessedProfile) -> str:
    """Whether nobody would leave a joint reaction, and under which lenses; empty where it is left under each."""
    if not judged.lenses:
        return ""
    lenses = list(survey.lenses)
    if len(judged.lenses) == len(lenses):
        return (
            f"Nobody would leave it under {every_lens(len(lenses))}." if len(lenses) > 1 else "Nobody would leave it."
        )
    others = [lens for lens in lenses if lens not in judged.lenses]
    words = f"Nobody would leave it under {_either(scenario, judged.lenses)}"
    barred = [lens for lens in others if lens in judged.barred]
    left = [lens for lens in others if lens not in judged.barred]
    if left:
        words += f"; under {_either(scenario, left)} some seat would"
    if barred:
        words += f"; under {_either(scenario, barred)} it cannot be ordered"
    return f"{words}."


def lens_dependence_words(scenario: Scenario, survey: StabilityReport) -> str:
    """Which lens the stability of joint reactions needs, in a few sentences; empty where there is one lens."""
    first, *others = survey.lenses
    if not others:
        return ""
    nash = survey.counts["R"]
    told = []
    for lens in others:
        shared, there = survey.shared[lens], survey.lenses[lens]
        new = there - shared
        rival = _lens(scenario, lens)
        if not nash and not there:
            told.append(f"Under {rival} nothing is stable either.")
        elif not nash:
            told.append(f"Under {rival} {_stable(there)}: that needs this lens.")
        elif shared == nash and not new:
            told.append(f"The same {_joint(nash)} {_is(nash)} stable under {rival}: that does not depend on the lens.")
        elif shared == nash:
            told.append(f"All of this is stable under {rival} too, where {_others(new)}.")
        else:
            if nash == 1:
                words = f"The joint reaction is not stable under {rival}: it needs {_lens(scenario, first)}"
            elif not shared:
                words = f"None of the {_joint(nash)} is stable under {rival}: they need {_lens(scenario, first)}"
            else:
                words = f"{shared:,} of the {_joint(nash)} {_is(shared)} stable under {rival}; "
                words += f"the rest needs {_lens(scenario, first)}"
            told.append(words + (f". {_others(new)} only there." if new else "."))
    if len(survey.alike) == len(survey.lenses) and all(survey.lenses.values()):
        firm = [
            f"{mid_sentence(seat_name(scenario, seat))} {_does(scenario, option)}"
            for seat, option in survey.alike[first].items()
            if all(each.get(seat) == option for each in survey.alike.values())
        ]
        if firm:
            told.append(f"In everything that is stable, under {every_lens(len(survey.lenses))}, {listed(firm)}.")
    return " ".join(told)


def about_words(scenario: Scenario, survey: StabilityReport) -> str:
    """What was resolved, how it was scored, and what was left out, in sentences."""
    sizes = set(survey.options.values())
    each = f"{min(sizes)}" if len(sizes) == 1 else f"{min(sizes)} to {max(sizes)}"
    words = (
        f"{survey.profiles:,} joint reactions: every combination of one order of each seat, or none, among {each} "
        f"options for each. {HORIZON}; consents follow doctrine; what the author is unsure of is taken as written."
    )
    left = [f"{seat_name(scenario, seat)} {number}" for seat, number in survey.left_out.items() if number]
    if left:
        words += f" Left out, as doctrine leans to them least: {', '.join(left)}."
    if survey.viewer != FACILITATOR:
        seat = seat_of(survey.viewer)
        whose = "everybody" if seat is None else mid_sentence(seat_name(scenario, seat))
        words += f" From what {whose} may see; what is hidden, such as what others can pay for, is supposed."
    return words


def rule_words(survey: StabilityReport) -> str:
    """The concept and the convention by which the answers of others are judged."""
    told = f"Nash (R): {CONCEPTS['R'].replace(' (Nash)', '')}."
    if survey.concept != "R":
        told += (
            f" {NAMES[survey.concept].capitalize()} ({survey.concept}): {CONCEPTS[survey.concept]}. Convention "
            f"{survey.convention}: {CONVENTIONS[survey.convention]}."
        )
    return told


def kind_words(survey: StabilityReport, judged: AssessedProfile) -> str:
    """What a joint reaction is: `Nash`, `sequentially stable`, `what doctrine leans to most`, `close to lasting`."""
    words = []
    if judged.concepts:
        words.append(concept_words(judged.concepts))
    if judged.baseline:
        words.append("what doctrine leans to most")
    elif "R" not in judged.concepts and survey.concept not in judged.concepts:
        gain = f"not more than {points_words(judged.max_regret)}" if judged.max_regret >= 0.005 else "hardly anything"
        words.append(f"near to Nash: leaving gains {gain}")
    return "; ".join(words)


# --- Lines ------------------------------------------------------------------------------------------------------------


def stability_lines(
    scenario: Scenario, survey: StabilityReport, continuations: Mapping[Profile, Continuation], where: str
) -> Iterator[str]:
    """The whole survey; `where` says in a sentence from which position."""
    yield scenario.title
    yield from _wrapped(where)
    yield from _wrapped(f"{mover_name(scenario)}: {reaction_title(scenario, None, survey.move)}.")
    yield ""
    yield from _wrapped(about_words(scenario, survey))
    yield from _wrapped(rule_words(survey))
    yield ""
    yield from _wrapped(counts_words(survey))
    if words := lens_dependence_words(scenario, survey):
        yield from _wrapped(words)
    first: AssessedProfile | None = None
    for place, judged in enumerate(survey.listed, start=1):
        yield ""
        head = f"{place}. {sentence(kind_words(survey, judged))[:-1]}"
        if first is None:
            yield from _wrapped(head, "   ")
            yield from table_lines(scenario, judged, continuations.get(judged.profile), 3)
            first = judged
        else:
            yield from _wrapped(head, "   ")
            yield from _wrapped(f"   {difference_words(scenario, first, judged)}", "   ")
            yield from _wrapped(f"   {_score_words(scenario, judged)}", "   ")
        for words in (
            lenses_words(scenario, survey, judged),
            *staying_words(scenario, judged, survey.concept),
            continuation_words(scenario, continuations[judged.profile]) if judged.profile in continuations else "",
        ):
            if words:
                yield from _wrapped(f"   {words}", "   ")
    rest = survey.counts["R"] - sum("R" in judged.concepts for judged in survey.listed)
    if rest:
        yield ""
        yield f"And {rest:,} other joint reaction{'s' * (rest > 1)} that nobody would leave."


def counts_words(survey: StabilityReport) -> str:
    """How many joint reactions are stable, in a sentence or two."""
    nash = survey.counts["R"]
    if not nash:
        words = "There is no joint reaction that nobody would leave (Nash)."
    else:
        words = f"{nash:,} joint reaction{'s' * (nash > 1)} of {survey.profiles:,} nobody would leave (Nash)."
    more = survey.counts[survey.concept] - nash
    if more > 0:
        words += f" {more:,} more {_is(more)} stable because of what others would answer to a departure"
        words += f" ({NAMES[survey.concept]})."
    return words


def table_lines(
    scenario: Scenario, judged: AssessedProfile, later: Continuation | None = None, indent: int = 0, across: int = WIDTH
) -> Iterator[str]:
    """What every seat does in a joint reaction, its score after the turn, and at the end where that was played on."""
    seats = list(judged.orders)
    width = min(_NARROW, max(len(seat_name(scenario, seat)) for seat in seats))
    room = across - indent - width - 2 - 7 * (1 + (later is not None))
    lines = {seat: wrap(option_words(scenario, judged.orders[seat]), room) for seat in seats}
    # As wide as what stands in it, so that the numbers stand near their words.
    room = min(room, max(len(line) for several in lines.values() for line in several))
    head = f"{'':{indent}}{'':{width}}  {'':{room}}    now" + ("    end" if later is not None else "")
    yield head
    for seat in seats:
        first, *more = lines[seat]
        name = seat_name(scenario, seat)[:width]
        numbers = f"  {plain(judged.scores[seat]):>5}"
        if later is not None:
            numbers += f"  {plain(later.scores[seat].middle):>5}"
        yield f"{'':{indent}}{name:<{width}}  {first:<{room}}{numbers}"
        for line in more:
            yield f"{'':{indent}}{'':{width}}  {line}"


def difference_words(scenario: Scenario, first: AssessedProfile, other: AssessedProfile) -> str:
    """How a joint reaction differs from the first one, in a sentence."""
    apart = [
        f"{seat_name(scenario, seat)}: {option_words(scenario, option)}"
        for seat, option in other.orders.items()
        if option != first.orders[seat]
    ]
    return f"As 1, but {'; '.join(apart)}." if apart else "As 1."


# --- Parts of sentences -----------------------------------------------------------------------------------------------


def _choosing(scenario: Scenario, option: Option) -> str:
    return f"choose “{option_words(scenario, option)}”" if option else "order nothing"


def _does(scenario: Scenario, option: Option) -> str:
    return f"chooses “{option_words(scenario, option)}”" if option else "orders nothing"


def _answer_words(scenario: Scenario, path: Sequence[Change]) -> str:
    """By what others could answer: `Russia could answer by “Amplify”, then China by “Wait”`."""
    told = []
    for place, step in enumerate(path[:MOST_STEPS]):
        who = mid_sentence(seat_name(scenario, step.seat)) + (" could answer" if not place else "")
        told.append(f"{who} by {f'“{option_words(scenario, step.to)}”' if step.to else 'ordering nothing'}")
    if len(path) > MOST_STEPS:
        told.append(f"then {counted(len(path) - MOST_STEPS, 'more change')}")
    return ", then ".join(told[:MOST_STEPS]) + (f", {told[MOST_STEPS]}" if len(told) > MOST_STEPS else "")


def _loss_words(loss: float) -> str:
    if loss <= 0:
        return "no better off than before"
    return (
        f"{plain(loss, 1 if loss >= 0.05 else 2)} worse than before" if round(loss, 2) else "hardly worse than before"
    )


def _tempted_words(scenario: Scenario, each: Tempted) -> str:
    seat, gain = mid_sentence(seat_name(scenario, each.seat)), each.gain
    return (
        f"{seat} would do better to {_choosing(scenario, each.to)} ({signed(gain.middle)}; {signed(gain.low)} to "
        f"{signed(gain.high)})"
    )


def _score_words(scenario: Scenario, judged: AssessedProfile) -> str:
    scores = (f"{scenario.seats[seat].short} {plain(score)}" for seat, score in judged.scores.items())
    return f"Scores: {', '.join(scores)}."


def _joint(number: int) -> str:
    return "joint reaction" if number == 1 else f"{number:,} joint reactions"


def _stable(number: int) -> str:
    return f"{_joint(number) if number > 1 else '1 joint reaction'} {_is(number)} stable"


def _others(number: int) -> str:
    return f"{number:,} other{'s' * (number > 1)} {_is(number)} stable"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _lens(scenario: Scenario, lens: str) -> str:
    return f"“{scenario.lenses[lens].title}”"


def _either(scenario: Scenario, lenses: Sequence[str]) -> str:
    return " or ".join(_lens(scenario, lens) for lens in lenses)


def _wrapped(words: str, indent: str = "") -> list[str]:
    return wrap(words, WIDTH, subsequent_indent=indent, break_on_hyphens=False)
