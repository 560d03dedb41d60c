"""Which joint reactions are stable, in words: what each seat does, who would deviate, and what would answer that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

from wargame.analysis.double_oracle import Scope
from wargame.analysis.equilibria import Change, Continuation, Deviation, Tempted
from wargame.analysis.estimates import FEWEST
from wargame.analysis.joint_orders import Option, Profile
from wargame.analysis.stability import DRAWS, AssessedProfile, StabilityReport
from wargame.engine.position import Position
from wargame.model.scenario import Scenario
from wargame.model.viewer import FACILITATOR, seat_of
from wargame.text.message import message, plural
from wargame.text.names import (
    lens_name,
    lens_names,
    mid_sentence,
    mover_name,
    order_words,
    plain,
    reaction_title,
    seat_name,
    signed,
)
from wargame.text.supposed import supposed_words
from wargame.text.words import WIDTH, commas, cut, hung, listed, parted, wrapped

MOST_STEPS = 3
"""How many changes of an answer are named one by one."""
_NAME = 20
"""How wide the column of the seats is at most."""


# --- Words ------------------------------------------------------------------------------------------------------------


def position_words(position: Position, save: str | None, node: int) -> str:
    """Where a game is and under which lens, in a sentence; `save` is None for a game that was not saved."""
    scenario = position.scenario
    turn, turns, date, seed = position.turn, scenario.calendar.turns, position.date, position.seed
    lens = scenario.lenses[position.lens].title
    if save is None and len(scenario.lenses) == 1:
        return message("Turn {turn} of {turns}, {date}; seed {seed}.", turn=turn, turns=turns, date=date, seed=seed)
    if save is None:
        return message(
            "Turn {turn} of {turns}, {date}, under “{lens}”; seed {seed}.",
            turn=turn,
            turns=turns,
            date=date,
            lens=lens,
            seed=seed,
        )
    if len(scenario.lenses) == 1:
        return message(
            "Turn {turn} of {turns}, {date}, after node {node} of “{save}”; seed {seed}.",
            turn=turn,
            turns=turns,
            date=date,
            node=node,
            save=save,
            seed=seed,
        )
    return message(
        "Turn {turn} of {turns}, {date}, after node {node} of “{save}”, under “{lens}”; seed {seed}.",
        turn=turn,
        turns=turns,
        date=date,
        node=node,
        save=save,
        lens=lens,
        seed=seed,
    )


def option_words(scenario: Scenario, option: Option) -> str:
    """What a seat orders: `Reassure in public: Poland`, `nothing`."""
    return parted([order_words(scenario, order) for order in option]) or message("nothing")


def points_words(points: float) -> str:
    """What a seat would gain: `+11.4`, to two places where it is little, and never as if it were nothing."""
    if abs(points) >= 0.05:
        return signed(points)
    return signed(points, 2) if round(points, 2) else message("less than +0.01")


def concept_words(concepts: Sequence[str]) -> str:
    """Under which concepts a joint reaction is stable: `Nash`, `Sequentially stable (SEQ, GMR, SMR)`."""
    # What is stable under R is so under every other concept too.
    several = commas(concepts)
    if not concepts:
        return message("Not stable")
    if "R" in concepts:
        return message("Nash")
    match concepts[0]:
        case "SEQ":
            return message("Sequentially stable ({concepts})", concepts=several)
        case "GMR":
            return message("General metarational ({concepts})", concepts=several)
        case _:
            return message("Symmetric metarational ({concepts})", concepts=several)


def scope_words(scope: Scope) -> str:
    """For what nobody would leave a joint reaction that is called stable."""
    match scope:
        case Scope.ANYTHING:
            return message("anything it may order")
        case Scope.SINGLE:
            return message("any single order")
        case Scope.SOME:
            return message("what was tried")


def deviation_words(scenario: Scenario, deviation: Deviation, concept: str = "SEQ", whole: bool = False) -> str:
    """Who would deviate to what, and who could answer, in a few sentences; `whole` where no answer was left out."""
    seat = seat_name(scenario, deviation.seat)
    gain = message(
        "{seat} would do better with {option} ({gain}).",
        seat=seat,
        option=_option(scenario, deviation.to),
        gain=points_words(deviation.gain),
    )
    if concept == "R":
        return gain
    if not deviation.judged:
        return " ".join((gain, message("How the others could answer that was not tried.")))
    if not deviation.answer and not whole:
        return " ".join((gain, message("None of the others' options would undo that.")))
    if not deviation.answer:
        return " ".join((gain, message("Nothing the others could do would undo that.")))
    answer, loss = _answer_words(scenario, deviation.answer), _loss_words(mid_sentence(seat), deviation.loss)
    if deviation.costly:
        return " ".join((gain, answer, loss, message("But not every seat that gives this answer would gain by it.")))
    return " ".join((gain, answer, loss))


def deviation_paragraphs(scenario: Scenario, report: StabilityReport, assessed: AssessedProfile) -> list[str]:
    """Who would deviate from a joint reaction, each seat by the choice that says most, in sentences."""
    shown = []
    for seat in dict.fromkeys(each.seat for each in assessed.deviations):
        own = [each for each in assessed.deviations if each.seat == seat]
        first = next((each for each in own if each.free), own[0])
        words = [deviation_words(scenario, first, report.concept, report.whole)]
        more, most, name = assessed.better.get(seat, len(own)) - 1, own[0].gain, seat_name(scenario, seat)
        if more > 0 and points_words(most) == points_words(first.gain):
            words += [
                plural(
                    "{seat} would also do better with {count:,} other choice.",
                    "{seat} would also do better with {count:,} other choices.",
                    more,
                    seat=name,
                )
            ]
        elif more > 0:
            words += [
                plural(
                    "{seat} would also do better with {count:,} other choice, by {most}.",
                    "{seat} would also do better with {count:,} other choices, by up to {most}.",
                    more,
                    seat=name,
                    most=points_words(most),
                )
            ]
        shown.append(" ".join(words))
    return shown


def continuation_words(scenario: Scenario, continuation: Continuation) -> str:
    """Whether a joint reaction is stable when games go on to the end, in a sentence."""
    if continuation.holds is None:
        return plural(
            "{count:,} game was played on to the end by doctrine: too few to tell whether a seat would do better with "
            "another choice now, for which it takes {fewest}.",
            "{count:,} games were played on to the end by doctrine: too few to tell whether a seat would do better "
            "with another choice now, for which it takes {fewest}.",
            continuation.games,
            fewest=FEWEST,
        )
    if continuation.holds and continuation.unseen > 0:
        return message(
            "In {games:,} games played on to the end by doctrine, no seat would clearly do better with another choice "
            "now: {tried:,} were tried. A gain of up to {gain} cannot be ruled out.",
            games=continuation.games,
            tried=continuation.tried,
            gain=points_words(continuation.unseen),
        )
    if continuation.holds:
        return message(
            "In {games:,} games played on to the end by doctrine, no seat would do better with another choice now: "
            "{tried:,} were tried.",
            games=continuation.games,
            tried=continuation.tried,
        )
    return plural(
        "In {count:,} game played on to the end by doctrine, another choice now would clearly serve its seat better: "
        "{choices}.",
        "In {count:,} games played on to the end by doctrine, another choice now would clearly serve its seat better: "
        "{choices}.",
        continuation.games,
        choices=listed([_tempted_words(scenario, each) for each in continuation.tempted[:MOST_STEPS]]),
    )


def continuation_word(continuation: Continuation) -> str:
    """Whether a joint reaction is stable when games go on to the end, in a word or two."""
    if continuation.holds is None:
        return message("too few games")
    return message("no gain seen") if continuation.holds else message("fails later")


def list_words(report: StabilityReport) -> str:
    """What the words of a list of joint reactions mean, for somebody who meets them for the first time."""
    later = message(
        "No gain seen: nor does any other choice clearly serve its seat better by the end of the games that go on from "
        "here. Fails later: some choice does."
    )
    return " ".join((_nash_sentence(report.scope), later))


def doubts_words(assessed: AssessedProfile) -> str:
    """How often nobody would leave a joint reaction when the author's doubts are drawn; empty where none are."""
    if assessed.doubts is None:
        return ""
    return message(
        "What the author is unsure of was drawn {draws} times: nobody would leave it in {share} % of the draws ({low} "
        "to {high} %).",
        draws=DRAWS,
        share=plain(100 * assessed.doubts.middle, 0),
        low=plain(100 * assessed.doubts.low, 0),
        high=plain(100 * assessed.doubts.high, 0),
    )


def forms_words(scenario: Scenario, assessed: AssessedProfile) -> str:
    """Which other joint reactions come to the same; empty where none do."""
    if assessed.forms < 2:
        return ""
    words = plural(
        "It stands for {count:,} joint reaction, with the same scores for every seat.",
        "It stands for {count:,} joint reactions, with the same scores for every seat.",
        assessed.forms,
    )
    instead = [_choices(scenario, {seat: option}) for seat, several in assessed.same.items() for option in several]
    if not instead:
        return words
    shown = instead[:MOST_STEPS]
    if len(instead) > MOST_STEPS:
        shown += [message("{count:,} more", count=len(instead) - MOST_STEPS)]
    return " ".join((words, message("As good here: {choices}.", choices=listed(shown))))


def lenses_words(scenario: Scenario, report: StabilityReport, assessed: AssessedProfile) -> str:
    """Under which lenses a joint reaction is stable (Nash), in sentences; empty where it is under none."""
    if not assessed.lenses:
        return ""
    if len(report.lenses) == 1:
        return message("No seat would do better with another choice.")
    others = [lens for lens in report.lenses if lens not in assessed.lenses]
    if not others:
        return message("No seat would do better with another choice, under any lens.")
    words = [
        message(
            "No seat would do better with another choice under {lenses}.", lenses=lens_names(scenario, assessed.lenses)
        )
    ]
    barred = [lens for lens in others if lens in assessed.barred]
    tempted = [lens for lens in others if lens not in assessed.barred]
    if tempted:
        words += [message("Under {lenses} some seat would.", lenses=lens_names(scenario, tempted))]
    if barred:
        words += [message("Under {lenses} it cannot be ordered.", lenses=lens_names(scenario, barred))]
    return " ".join(words)


def lens_dependence_words(scenario: Scenario, report: StabilityReport) -> str:
    """Whether the stability of joint reactions depends on the lens, in a few sentences; empty where there is one."""
    first, *others = report.lenses
    words = [sentence for lens in others for sentence in _rival_sentences(scenario, report, first, lens)]
    # What a single one consists of stands below it.
    single = all(several == 1 for several in (*report.lenses.values(), *report.shared.values()))
    if others and not single and len(report.alike) == len(report.lenses) and all(report.lenses.values()):
        common = {
            seat: option
            for seat, option in report.alike[first].items()
            if all(each.get(seat) == option for each in report.alike.values())
        }
        if common:
            words += [
                message(
                    "Everything that is stable has this in common, under every lens: {choices}.",
                    choices=_choices(scenario, common),
                )
            ]
    return " ".join(words)


def _rival_sentences(scenario: Scenario, report: StabilityReport, first: str, lens: str) -> Iterator[str]:
    """What is stable under another lens, beside what is under the first."""
    nash, shared, there = report.counts["R"], report.shared[lens], report.lenses[lens]
    own, rival, new = lens_name(scenario, first), lens_name(scenario, lens), report.only[lens]
    if not nash and not there:
        yield message("Under {rival} no joint reaction was found that is stable (Nash) either.", rival=rival)
    elif not nash:
        yield plural(
            "Under {rival} {count:,} joint reaction is stable, which depends on that lens.",
            "Under {rival} {count:,} joint reactions are stable, which depends on that lens.",
            there,
            rival=rival,
        )
    elif shared == nash and not new:
        yield plural(
            "The same joint reaction is stable under {rival}, so that does not depend on the lens.",
            "The same {count:,} joint reactions are stable under {rival}, so that does not depend on the lens.",
            nash,
            rival=rival,
        )
    elif shared == nash:
        yield plural(
            "The joint reaction is stable under {rival} too.",
            "All {count:,} joint reactions are stable under {rival} too.",
            nash,
            rival=rival,
        )
    elif not shared:
        yield plural(
            "The joint reaction is not stable under {rival}: it depends on {own}.",
            "None of the {count:,} joint reactions is stable under {rival}: they depend on {own}.",
            nash,
            rival=rival,
            own=own,
        )
    else:
        yield plural(
            "{count:,} of the {nash:,} joint reactions is stable under {rival} too; the others depend on {own}.",
            "{count:,} of the {nash:,} joint reactions are stable under {rival} too; the others depend on {own}.",
            shared,
            nash=nash,
            rival=rival,
            own=own,
        )
    if nash and new:
        yield plural(
            "{count:,} more is stable under {rival} only.",
            "{count:,} more are stable under {rival} only.",
            new,
            rival=rival,
        )


def about_words(scenario: Scenario, report: StabilityReport) -> str:
    """What was resolved, how it was scored, and what was left out, in sentences."""
    words = [
        plural(
            "{count:,} joint reaction was resolved: each seat's options in every combination.",
            "{count:,} joint reactions were resolved: each seat's options in every combination.",
            report.profiles,
        )
    ]
    words += [_sizes_words(report)]
    if report.whole:
        words += [message("These are all that the seats may order, alone and together.")]
    elif report.full:
        words += [
            message(
                "They are what doctrine prefers and the best replies to every joint reaction named here, until there "
                "was no room for more."
            )
        ]
    else:
        words += [
            message(
                "They are what doctrine prefers and the best replies to every joint reaction named here, until nothing "
                "new came."
            )
        ]
    if not report.whole:
        words += [_tried_words(report)]
        left = [
            plural("{count:,} of {seat}", "{count:,} of {seat}", number, seat=mid_sentence(seat_name(scenario, seat)))
            for seat, number in report.left_out.items()
            if number
        ]
        if left:
            words += [message("Orders in none of the options: {seats}.", seats=listed(left))]
    words += [
        message("Joint reactions that differ only in orders which come to the same for every seat count as one."),
        message("Scores, out of 100, say how far each seat's goals are met after this turn."),
        message("Consent is given or withheld by doctrine, and uncertain numbers are taken as the author wrote them."),
    ]
    if report.viewer != FACILITATOR:
        seat = seat_of(report.viewer)
        if seat is None:
            words += [message("All of this is based on what everybody may see.")]
        else:
            words += [
                message("All of this is based on what {seat} may see.", seat=mid_sentence(seat_name(scenario, seat)))
            ]
        if report.supposed is not None:
            words += [supposed_words(report.supposed)]
    return " ".join(words)


def _sizes_words(report: StabilityReport) -> str:
    """How many options seats have; to order nothing is surely one of them only where the table holds everything."""
    fewest, most = min(report.options.values()), max(report.options.values())
    if fewest == most and report.whole:
        return plural(
            "Each seat has {count:,} option, including to order nothing.",
            "Each seat has {count:,} options, including to order nothing.",
            fewest,
        )
    if fewest == most:
        return plural("Each seat has {count:,} option.", "Each seat has {count:,} options.", fewest)
    if report.whole:
        return message(
            "The seats have from {fewest:,} to {most:,} options each, including to order nothing.",
            fewest=fewest,
            most=most,
        )
    return message("The seats have from {fewest:,} to {most:,} options each.", fewest=fewest, most=most)


def rule_words(report: StabilityReport) -> str:
    """The concept and the convention by which the answers of others are judged, each in a sentence."""
    nash = _nash_sentence(report.scope)
    if report.concept == "R":
        return nash
    words = [nash, _concept_sentence(report.concept), _convention_sentence(report.convention)]
    if not report.whole:
        words += [message("Both what a seat could do and the answers are sought among the options.")]
    return " ".join(words)


def kind_words(report: StabilityReport, assessed: AssessedProfile) -> str:
    """What a joint reaction is, as a heading: `Nash`, `Sequentially stable (SEQ)`, `Baseline: ...`."""
    concept = concept_words(assessed.concepts)
    if "R" in assessed.concepts and not assessed.baseline:
        return message("{concept}: nobody would leave for {scope}", concept=concept, scope=scope_words(report.scope))
    if assessed.baseline:
        if assessed.concepts:
            return message("{concept}, and the baseline: what doctrine prefers", concept=concept)
        return message("Baseline: what doctrine prefers")
    gain = points_words(assessed.max_regret) if round(assessed.max_regret, 2) else ""
    if report.concept in assessed.concepts:
        return (
            message("{concept}: at most {gain} to gain", concept=concept, gain=gain)
            if gain
            else message("{concept}: almost nothing to gain", concept=concept)
        )
    if not assessed.concepts:
        if gain:
            return message("Near Nash: no other choice gains more than {gain}", gain=gain)
        return message("Near Nash: other choices gain almost nothing")
    if gain:
        return message("{concept}; near Nash: no other choice gains more than {gain}", concept=concept, gain=gain)
    return message("{concept}; near Nash: other choices gain almost nothing", concept=concept)


# --- Lines ------------------------------------------------------------------------------------------------------------


def stability_lines(
    scenario: Scenario, report: StabilityReport, continuations: Mapping[Profile, Continuation], where: str
) -> Iterator[str]:
    """The whole report; `where` says in a sentence from which position."""
    yield scenario.title
    yield from wrapped(where)
    move = reaction_title(scenario, None, report.move)
    yield from wrapped(message("{mover}: {move}.", mover=mover_name(scenario), move=move))
    yield ""
    yield from wrapped(about_words(scenario, report))
    yield from wrapped(rule_words(report))
    yield ""
    yield from wrapped(counts_words(report))
    if words := lens_dependence_words(scenario, report):
        yield from wrapped(words)
    first: AssessedProfile | None = None
    for place, assessed in enumerate(report.listed, start=1):
        yield ""
        continuation = continuations.get(assessed.profile)
        yield from hung(f"{place}. ", kind_words(report, assessed), 3)
        if first is None:
            yield from table_lines(scenario, assessed, continuation, 3)
            first = assessed
        else:
            yield from wrapped(difference_words(scenario, first, assessed), "   ")
            yield from wrapped(_score_words(scenario, assessed), "   ")
        for words in (
            forms_words(scenario, assessed),
            lenses_words(scenario, report, assessed),
            doubts_words(assessed),
            *deviation_paragraphs(scenario, report, assessed),
            "" if continuation is None else continuation_words(scenario, continuation),
        ):
            if words:
                yield from wrapped(words, "   ")
    rest = report.counts["R"] - sum("R" in assessed.concepts for assessed in report.listed)
    if rest:
        yield ""
        yield plural("{count:,} more joint reaction is Nash.", "{count:,} more joint reactions are Nash.", rest)


def counts_words(report: StabilityReport) -> str:
    """How many joint reactions are stable, in a sentence or two."""
    nash, more = report.counts["R"], report.counts[report.concept] - report.counts["R"]
    if report.whole:
        words = [
            plural(
                "{count:,} of all {profiles:,} joint reactions is stable (Nash).",
                "{count:,} of all {profiles:,} joint reactions are stable (Nash).",
                nash,
                profiles=report.profiles,
            )
            if nash
            else message("No joint reaction is stable (Nash): all were tried.")
        ]
    elif nash:
        words = [
            plural(
                "{count:,} joint reaction was found that is stable (Nash); there may be others.",
                "{count:,} joint reactions were found that are stable (Nash); there may be others.",
                nash,
            )
        ]
    else:
        words = [message("No joint reaction was found that is stable (Nash), which is no proof that there is none.")]
    near = [each.max_regret for each in report.listed if not each.concepts or each.concepts[0] != "R"]
    if not nash and near:
        words += [
            message("In the least tempting one no seat would gain more than {gain}.", gain=points_words(min(near)))
        ]
    if report.untried:
        words += [
            plural(
                "{count:,} more that nobody would leave for another of the options was not tried further.",
                "{count:,} more that nobody would leave for another of the options were not tried further.",
                report.untried,
            )
        ]
    if more > 0:
        words += [_more_words(report, more)]
    return " ".join(words)


def table_lines(
    scenario: Scenario,
    assessed: AssessedProfile,
    continuation: Continuation | None = None,
    indent: int = 0,
    across: int = WIDTH,
) -> Iterator[str]:
    """What every seat does in a joint reaction, its score after the turn, and at the end where that was played on."""
    seats = list(assessed.orders)
    width = min(_NAME, max(len(seat_name(scenario, seat)) for seat in seats))
    room = across - indent - width - 2 - 7 * (1 + (continuation is not None))
    lines = {seat: wrap(option_words(scenario, assessed.orders[seat]), room) for seat in seats}
    # As wide as what is in it, so that the numbers come close behind their words.
    room = min(room, max(len(line) for several in lines.values() for line in several))
    heads = [message("now")] if continuation is None else [message("now"), message("end")]
    yield f"{'':{indent}}{'':{width}}  {'':{room}}{''.join(f'{head:>7}' for head in heads)}"
    for seat in seats:
        first, *more = lines[seat]
        name = cut(seat_name(scenario, seat), width)
        numbers = (
            [assessed.scores[seat]]
            if continuation is None
            else [
                assessed.scores[seat],
                continuation.scores[seat].middle,
            ]
        )
        yield f"{'':{indent}}{name:<{width}}  {first:<{room}}{''.join(f'{plain(each):>7}' for each in numbers)}"
        for line in more:
            yield f"{'':{indent}}{'':{width}}  {line}"


def difference_words(scenario: Scenario, first: AssessedProfile, other: AssessedProfile) -> str:
    """How a joint reaction differs from the first one, in a sentence."""
    apart = {seat: option for seat, option in other.orders.items() if option != first.orders[seat]}
    return message("As 1, but with {choices}.", choices=_choices(scenario, apart)) if apart else message("As 1.")


# --- Parts of sentences -----------------------------------------------------------------------------------------------


def _option(scenario: Scenario, option: Option) -> str:
    """A choice as a name in a sentence: `“Press in private”`, `no order`."""
    return message("“{orders}”", orders=option_words(scenario, option)) if option else message("no order")


def _choices(scenario: Scenario, options: Mapping[str, Option]) -> str:
    """Who chooses what: `“Press in private” by the Host and no order by the Rival`."""
    return listed(
        [
            message(
                "{option} by {seat}", option=_option(scenario, option), seat=mid_sentence(seat_name(scenario, seat))
            )
            for seat, option in options.items()
        ]
    )


def _answer_words(scenario: Scenario, path: Sequence[Change]) -> str:
    """How others could answer: `The Rival could answer with “Amplify”.`"""
    if len(path) == 1:
        return message(
            "{seat} could answer with {option}.",
            seat=seat_name(scenario, path[0].seat),
            option=_option(scenario, path[0].to),
        )
    steps = listed(
        [
            message(
                "{option} by {seat}",
                option=_option(scenario, each.to),
                seat=mid_sentence(seat_name(scenario, each.seat)),
            )
            for each in path[:MOST_STEPS]
        ]
    )
    if len(path) <= MOST_STEPS:
        return message("The others could answer in this order: {steps}.", steps=steps)
    return plural(
        "The others could answer in this order: {steps}; then {count} more change.",
        "The others could answer in this order: {steps}; then {count} more changes.",
        len(path) - MOST_STEPS,
        steps=steps,
    )


def _loss_words(seat: str, loss: float) -> str:
    if loss <= 0:
        return message("That would leave {seat} no better off than before.", seat=seat)
    if not round(loss, 2):
        return message("That would leave {seat} hardly worse off than before.", seat=seat)
    points = plain(loss, 1 if loss >= 0.05 else 2)
    return message("That would leave {seat} {points} points worse off than before.", seat=seat, points=points)


def _tempted_words(scenario: Scenario, each: Tempted) -> str:
    return message(
        "{option} by {seat} ({gain}; {low} to {high})",
        option=_option(scenario, each.to),
        seat=mid_sentence(seat_name(scenario, each.seat)),
        gain=signed(each.gain.middle),
        low=signed(each.gain.low),
        high=signed(each.gain.high),
    )


def _score_words(scenario: Scenario, assessed: AssessedProfile) -> str:
    scores = [
        message("{seat} {score}", seat=seat_name(scenario, seat), score=plain(score))
        for seat, score in assessed.scores.items()
    ]
    return message("Scores: {scores}.", scores=listed(scores))


def _tried_words(report: StabilityReport) -> str:
    """Against how much each joint reaction that is named was tried."""
    fewest, most = min(report.tried.values()), max(report.tried.values())
    match report.scope:
        case Scope.ANYTHING:
            return message(
                "Every joint reaction listed was also tried against all else that a seat may order, alone and "
                "together: {fewest:,} to {most:,} choices a seat.",
                fewest=fewest,
                most=most,
            )
        case Scope.SINGLE:
            return message(
                "Every joint reaction listed was also tried against every other single order, and for some seats "
                "against orders given together: {fewest:,} to {most:,} choices a seat.",
                fewest=fewest,
                most=most,
            )
        case Scope.SOME:
            return message(
                "Every joint reaction listed was also tried against every other order and the smaller sets of orders: "
                "{fewest:,} to {most:,} choices a seat.",
                fewest=fewest,
                most=most,
            )


def _nash_sentence(scope: Scope) -> str:
    return message("Nash (R): nobody would leave for {scope}, as long as the others stay.", scope=scope_words(scope))


def _more_words(report: StabilityReport, more: int) -> str:
    """How many joint reactions are stable under the concept alone, which is judged among the options."""
    match report.concept:
        case "SEQ":
            return plural(
                "{count:,} is sequentially stable among these options, though not Nash.",
                "{count:,} are sequentially stable among these options, though not Nash.",
                more,
            )
        case "GMR":
            return plural(
                "{count:,} is general metarational among these options, though not Nash.",
                "{count:,} are general metarational among these options, though not Nash.",
                more,
            )
        case _:
            return plural(
                "{count:,} is symmetric metarational among these options, though not Nash.",
                "{count:,} are symmetric metarational among these options, though not Nash.",
                more,
            )


def _concept_sentence(concept: str) -> str:
    match concept:
        case "SEQ":
            return message(
                "Sequentially stable (SEQ): whenever a seat could do better, the others can answer with changes that "
                "are better for themselves and leave that seat no better off."
            )
        case "GMR":
            return message(
                "General metarational (GMR): whenever a seat could do better, the others can answer so that it is no "
                "better off, whatever that costs them."
            )
        case _:
            return message(
                "Symmetric metarational (SMR): as general metarational, and the seat cannot escape the answer by "
                "changing its own choice once more."
            )


def _convention_sentence(convention: str) -> str:
    match convention:
        case "each_once":
            return message("Convention each_once: in an answer by several seats each of them changes at most once.")
        case "legal_sequence":
            return message(
                "Convention legal_sequence: in an answer by several seats each may change more than once, but not "
                "twice in a row."
            )
        case _:
            return message("Convention one_step: an answer is a single change by one seat.")
