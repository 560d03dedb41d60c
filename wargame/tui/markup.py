"""What the screens of a game say, as styled text made of plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from textual.content import Content

from wargame.engine.view import (
    ExpectedEffect,
    GoalScore,
    Happened,
    InjectOffer,
    MoveOffer,
    Offer,
    Prospect,
    TurnReport,
    View,
)
from wargame.model.scenario import Scenario
from wargame.model.viewer import Seated, Side, seat_of
from wargame.text.conditions import order_condition_words
from wargame.text.ledger import row_order
from wargame.text.message import message
from wargame.text.names import (
    chance_words,
    mid_sentence,
    mover_name,
    number_title,
    seat_name,
    seat_title,
    short_number,
    signed,
)
from wargame.text.screens import (
    asked_words,
    consent_words,
    effects_head,
    goal_list,
    means_words,
    more_changes,
    move_facts,
    number_change,
    offer_facts,
    offer_title,
    score_words,
)
from wargame.text.situation import (
    by_itself_head,
    delayed_words,
    goal_state_words,
    on_average_head,
    only_while,
    outcome_words,
    outcomes_head,
    still_to_come,
)
from wargame.text.turn import (
    came_out_words,
    changed_most,
    closed_turn,
    news_effects,
    news_moved,
    nothing_words,
    played_words,
    rule_kind,
    rules_fired,
    seats_did,
)
from wargame.text.words import SMALL, listed_names, sentences

HEAD = "bold $primary"
SOFT = "$secondary"


def lines(parts: Iterable[Content | str]) -> Content:
    """Lines of text under each other."""
    return Content("\n").join([part if isinstance(part, Content) else Content(part) for part in parts])


def head(words: str) -> Content:
    """A heading within a pane."""
    return Content.styled(words, HEAD)


def flowing(text: str) -> str:
    """An author's text with its line breaks taken out within paragraphs, so that it fills any width."""
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n")]
    return "\n\n".join(paragraphs)


def happened_lines(happened: Sequence[Happened], *, headed: bool = False) -> list[Content]:
    """The chance events that came out; `headed` where a heading calls them news already."""
    shown: list[Content] = []
    begins = "" if headed else message("News: ")
    for event in happened:
        likely = "" if event.probability is None else chance_words(event.probability)
        chance = f" ({likely})" if likely else ""
        shown.append(Content.assemble((begins, "bold"), event.title, ": ", (event.outcome_title, "bold"), chance))
        if event.text:
            shown.append(Content(flowing(event.text)))
    return shown


def news_lines(scenario: Scenario, view: View) -> list[Content]:
    """The news of a turn: the chance events that came out, what they moved and why."""
    shown = happened_lines(view.happened)
    moved, rest = news_effects(scenario, view.news)
    if moved:
        shown += [Content.styled(news_moved(), SOFT), *effect_lines(scenario, moved)]
    if rest:
        shown.append(Content.styled(f"  {rest}", SOFT))
    return shown


def effect_lines(
    scenario: Scenario, effects: Sequence[ExpectedEffect], seen: Iterable[str] | None = None
) -> list[Content]:
    """What effects are expected to do by themselves; those on numbers that may not be seen are left out."""
    known = None if seen is None else set(seen)
    shown = [effect for effect in effects if known is None or effect.target in known]
    return [Content.assemble(("  ", ""), _effect(scenario, effect)) for effect in shown]


def _effect(scenario: Scenario, effect: ExpectedEffect) -> Content:
    name = number_title(scenario, effect.target)
    about = (
        message(", give or take {spread}", spread=short_number(effect.plus_or_minus)) if effect.plus_or_minus else ""
    )
    because = f": {flowing(effect.because)}" if effect.because else ""
    return Content.assemble(f"{name} ", (signed(effect.amount), _sign_style(effect.amount)), about, (because, SOFT))


def _sign_style(amount: float) -> str:
    return "bold $primary" if amount > 0 else "bold $accent" if amount < 0 else "bold"


def situation(scenario: Scenario, view: View, move: MoveOffer | None) -> Content:
    """What a seat faces this turn: the news, the mover's move, why it matters, its effects, what is on its way."""
    shown = news_lines(scenario, view)
    if move is not None:
        shown.append(Content.assemble((f"{mover_name(scenario)}: {move.title}", HEAD)))
        if move.text:
            shown.append(Content(flowing(move.text)))
        matters = move.matters.get(seat_of(view.viewer) or "", "")
        if matters:
            shown.append(Content.assemble((message("Why it matters to you: "), "bold $accent"), flowing(matters)))
        effects = effect_lines(scenario, move.effects, view.numbers)
        if effects:
            shown.append(Content.styled(by_itself_head(view.turn + move.delay if move.delay else None), SOFT))
            shown += effects
        shown += outcome_lines(scenario, move.prospect, view.numbers)
    for awaited in view.delayed:
        shown.append(Content.assemble((f"{still_to_come()}: ", "bold"), delayed_words(scenario, awaited)))
    if view.asks:
        shown.append(Content.assemble((asked_words(len(view.asks)), "bold $accent")))
    return lines(shown)


def offer_detail(scenario: Scenario, view: View, offer: Offer, reason: str) -> Content:
    """A reaction whole: what it is, what it costs, when it acts, who must agree, what it does."""
    shown = [Content.styled(offer_title(scenario, offer), HEAD)]
    if reason:
        shown.append(Content.assemble((message("Not now: "), "bold $error"), reason))
    if offer.text:
        shown.append(Content(flowing(offer.text)))
    shown.append(Content(offer_facts(view, offer)))
    if offer.consent:
        shown.append(Content.assemble((message("Needs consent: "), "bold"), consent_words(scenario, offer)))
    condition = order_condition_words(scenario, offer.order)
    if condition:
        shown.append(Content(only_while(condition)))
    shown += _prospect_block(scenario, offer.prospect, view.numbers, scenario_line=offer.line)
    return lines(shown)


def _prospect_block(
    scenario: Scenario, prospect: Prospect, seen: Iterable[str] | None, scenario_line: int
) -> list[Content]:
    """What an act does by itself, how it may come out, and what is to be expected over all outcomes."""
    known = None if seen is None else tuple(seen)
    if not prospect.outcomes:
        return _effects_block(scenario, prospect.effects, known, scenario_line)
    shown = effect_lines(scenario, prospect.effects, known)
    if shown:
        shown.insert(0, Content.styled(effects_head(scenario_line, True), SOFT))
    return [*shown, *outcome_lines(scenario, prospect, known)]


def outcome_lines(scenario: Scenario, prospect: Prospect, seen: Iterable[str] | None = None) -> list[Content]:
    """How an act may come out, what each outcome does besides, and what is to be expected over all of them."""
    if not prospect.outcomes:
        return []
    known = None if seen is None else tuple(seen)
    shown = [Content.styled(outcomes_head(prospect.outcomes), SOFT)]
    for outcome in prospect.outcomes:
        words = Content.assemble("  ", (outcome_words(outcome), "bold"))
        shown.append(Content.assemble(words, f": {flowing(outcome.text)}") if outcome.text else words)
        shown += [Content.assemble("  ", each) for each in effect_lines(scenario, outcome.effects, known)]
    average = effect_lines(scenario, prospect.on_average, known)
    if average:
        shown += [Content.styled(on_average_head(), SOFT), *average]
    return shown


def _effects_block(
    scenario: Scenario, effects: Sequence[ExpectedEffect], seen: Iterable[str] | None, scenario_line: int
) -> list[Content]:
    shown = effect_lines(scenario, effects, seen)
    return [Content.styled(effects_head(scenario_line, bool(shown)), SOFT), *shown]


def move_detail(scenario: Scenario, move: MoveOffer, reason: str) -> Content:
    """A move whole, for whoever picks it."""
    shown = [Content.styled(move.title, HEAD)]
    if reason:
        shown.append(Content.assemble((message("Not now: "), "bold $error"), reason))
    if move.text:
        shown.append(Content(flowing(move.text)))
    shown.append(Content(move_facts(move)))
    shown += _prospect_block(scenario, move.prospect, None, move.line)
    for seat, words in move.matters.items():
        shown.append(
            Content.assemble(
                (message("Why it matters to {seat}: ", seat=mid_sentence(seat_name(scenario, seat))), "bold"),
                flowing(words),
            )
        )
    return lines(shown)


def inject_detail(scenario: Scenario, inject: InjectOffer, reason: str) -> Content:
    """An inject whole, for the facilitator."""
    shown = [Content.styled(inject.title, HEAD)]
    if reason:
        shown.append(Content.assemble((message("Not now: "), "bold $error"), reason))
    if inject.text:
        shown.append(Content(flowing(inject.text)))
    shown += _effects_block(scenario, inject.effects, None, inject.line)
    return lines(shown)


def bar(share: float, width: int = 10) -> str:
    """A share of 1 as a bar, to be seen at a glance beside the number."""
    full = round(max(0.0, min(1.0, share)) * width)
    return "█" * full + "░" * (width - full)


def goals_text(scenario: Scenario, side: Side, goals: Sequence[GoalScore]) -> Content:
    """The goals of a seat or of the mover, and how far each is met."""
    shown: list[Content] = []
    for goal in goals:
        share = goal.got / goal.points if goal.points else 0.0
        shown.append(Content.assemble((goal.title, "bold"), "  ", (bar(share), "$primary")))
        shown.append(Content(f"  {goal_state_words(scenario, side, goal)}"))
    return lines(shown)


def brief_text(scenario: Scenario, seat: str, alone: bool = False, opening: str | None = None) -> Content:
    """A seat's brief with its goals and means; unless it is `alone`, the scenario's briefing and the opening's too."""
    own = scenario.seats[seat]
    actors = listed_names([scenario.actors[actor].title for actor in own.actors])
    shown: list[Content | str] = [
        head(seat_title(scenario, seat)),
        flowing(own.brief),
        "",
        Content.assemble((message("Plays: "), "bold"), actors),
        Content.assemble(
            (message("Each turn: "), "bold"),
            means_words(scenario, seat),
        ),
        Content.assemble(
            (message("Goals: "), "bold"),
            goal_list(scenario, seat),
        ),
    ]
    if not alone:
        shown += ["", head(scenario.title), flowing(scenario.briefing), *opening_lines(scenario, opening)]
    return lines(shown)


def opening_lines(scenario: Scenario, opening: str | None) -> list[Content | str]:
    """What an opening says, under its title; nothing for None."""
    if opening is None:
        return []
    found = scenario.openings[opening]
    return ["", head(found.title), flowing(found.text)]


def seats_text(scenario: Scenario, scores: Iterable[tuple[str, float, Sequence[GoalScore]]]) -> Content:
    """Every seat's score and goals."""
    shown: list[Content] = []
    for seat, score, goals in scores:
        if shown:
            shown.append(Content(""))
        shown.append(Content.assemble((f"{scenario.seats[seat].title}: ", HEAD), (score_words(score), "bold")))
        shown.append(goals_text(scenario, Seated(seat), goals))
    return lines(shown)


def turn_text(scenario: Scenario, report: TurnReport, goals_so_far: str = "", most: int = 10) -> Content:
    """What came of a turn: chance, the move, what every seat did, the rules that fired, what moved most."""
    shown = happened_lines(report.happened)
    shown.append(Content.styled(f"{mover_name(scenario)}: {report.move_title}", HEAD))
    if report.move_text:
        shown.append(Content(flowing(report.move_text)))
    if report.came_out is not None:
        came = message("It turned out: {outcome}.", outcome=came_out_words(report.came_out))
        shown.append(Content(flowing(sentences(came, report.came_out.text))))
    if report.matters:
        shown.append(Content.assemble((message("Why it matters to you: "), "bold $accent"), flowing(report.matters)))
    for inject in report.injects:
        shown.append(Content.assemble((message("Released by the facilitator: "), "bold"), inject))
    shown += [Content(""), head(seats_did())]
    for seat, orders in report.played.items():
        own = report.viewer == Seated(seat)
        name = message("{seat} (you)", seat=seat_name(scenario, seat)) if own else seat_name(scenario, seat)
        style = "bold $accent" if own else "bold"
        if not orders:
            shown.append(Content.assemble("  ", (f"{name}: ", style), (nothing_words(seat, report.viewer), SOFT)))
        for played in orders:
            words = played_words(scenario, played, report.turn)
            shown.append(Content.assemble("  ", (f"{name}: ", style), words))
    for answer in report.mover_answers:
        words = played_words(scenario, answer, report.turn)
        shown.append(Content.assemble("  ", (f"{mover_name(scenario)}: ", "bold"), words))
    if report.closed:
        shown += [Content(""), head(closed_turn()), *happened_lines(report.closed, headed=True)]
    if report.fired:
        shown += [Content(""), head(rules_fired())]
        for rule in report.fired:
            text = f" {flowing(rule.text)}" if rule.text else ""
            shown.append(
                Content.assemble(
                    "  ",
                    (rule.title, "bold"),
                    (message(" ({kind}, line {line}).", kind=rule_kind(rule), line=rule.line), SOFT),
                    text,
                )
            )
    shown += [Content(""), head(changed_most())]
    moved = [row for row in row_order(report.ledger) if abs(row.change) >= SMALL]
    for row in moved[:most]:
        shown.append(
            Content.assemble(
                "  ",
                (f"{signed(row.change):>6}", _sign_style(row.change)),
                "  ",
                number_change(scenario, row.name, row.before, row.after),
            )
        )
    if not moved:
        shown.append(Content(message("  Nothing that you can see changed.")))
    elif len(moved) > most:
        shown.append(Content.styled(more_changes(len(moved) - most), SOFT))
    if goals_so_far:
        shown += [Content(""), Content.styled(goals_so_far, "bold $accent")]
    return lines(shown)


_STEPS = "▁▂▃▄▅▆▇█"


def course_lines(scenario: Scenario, history: Sequence[Mapping[str, float]], most: int = 6) -> list[Content]:
    """The levels that changed most from the start to the end, each with its course from turn to turn."""
    first, last = history[0], history[-1]
    names = [name for name in last if "(" not in name and round(last[name] - first.get(name, last[name]), 1)]
    names.sort(key=lambda name: -abs(last[name] - first[name]))
    shown = []
    for name in names[:most]:
        change = last[name] - first[name]
        shown.append(
            Content.assemble(
                "  ",
                (f"{signed(change):>6}", _sign_style(change)),
                "  ",
                (course([numbers[name] for numbers in history]), "$primary"),
                "  \t",
                number_change(scenario, name, first[name], last[name]),
            )
        )
    return shown or [Content(message("  Nothing changed."))]


def course(values: Sequence[float]) -> str:
    """A row of bars, the lowest value at the bottom and the highest at the top."""
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    return "".join(_STEPS[round((value - low) / span * (len(_STEPS) - 1))] for value in values)
