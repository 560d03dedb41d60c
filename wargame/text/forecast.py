"""A forecast in words: endings, expectations, which conclusions depend on the lens, percentile bands and scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from wargame.analysis.conclusions import (
    Conclusion,
    EndingConclusion,
    ExpectationConclusion,
    Findings,
    LikeliestConclusion,
    conclusions,
)
from wargame.analysis.estimates import QUANTILES, Interval, differ
from wargame.analysis.simulation import Band, EndingShare, ExpectationShare, Simulation, Taken, key_levels
from wargame.model.order import parse_decision
from wargame.model.scenario import Scenario, cited
from wargame.text.beginnings import begun_lines
from wargame.text.ledger import placed
from wargame.text.message import message, plural
from wargame.text.names import (
    mid_sentence,
    mover_name,
    number_title,
    order_words,
    plain,
    seat_name,
    short_number,
    side_name,
    source_words,
)
from wargame.text.words import WIDTH, and_more, cut, hung, listed, span_words, wrapped

DEFAULT = "doctrine"
"""The bot of a seat that none was named for."""
MOST_BANDS = 12
"""How many numbers' percentile bands are shown as lines; JSON has them all."""
MOST_NAMED = 6
"""How many conclusions of one kind are written out."""
_TITLE = 30
_CELL = 21
_RIVALS = 2
"""How many other lenses' scores there is room for."""


# --- Words ------------------------------------------------------------------------------------------------------------


def places(interval: Interval) -> int:
    """How many decimals a share in per cent deserves, by how wide its interval is."""
    half = 50 * (interval.high - interval.low)
    return 0 if half >= 1.5 else 1 if half >= 0.15 else 2


def share_words(interval: Interval) -> str:
    """A share in per cent with as many digits as its interval bears: `41 %`, `8.1 %`."""
    return message("{number} %", number=f"{100 * interval.middle:.{places(interval)}f}")


def bare_bounds(interval: Interval) -> str:
    """The bounds of a share where per cent is said beside them: `7.6 to 8.7`."""
    low, high = _bounds(interval)
    return span_words(low, high)


def expectation_words(expected: ExpectationShare) -> str:
    """The share that an author expects: `5 to 10 %`."""
    low, high = short_number(100 * expected.low, 1), short_number(100 * expected.high, 1)
    return message("{low} to {high} %", low=low, high=high)


def verdict_code(holds: bool | None, over: bool = False) -> str:
    """Whether an expectation holds, as documents have it in every language."""
    if over:
        return "its time is over"
    return "too few games" if holds is None else "holds" if holds else "fails"


def verdict_word(holds: bool | None, over: bool = False) -> str:
    """Whether an expectation holds, in a few words; `over` where its time has passed and nothing can be said of it."""
    if over:
        return message("its time has passed")
    if holds is None:
        return message("too few games")
    return message("holds") if holds else message("fails")


def turns_words(turns: Sequence[int]) -> str:
    """When an ending comes: the median turn, then the span of nine in ten games: `7 (4 to 10)`; empty for never."""
    if not turns:
        return ""
    first, middle, last = turns[0], turns[len(turns) // 2], turns[-1]
    if first == last:
        return f"{middle}"
    return message("{middle} ({first} to {last})", middle=middle, first=first, last=last)


# --- Which conclusions depend on the lens -----------------------------------------------------------------------------


def conclusion_words(scenario: Scenario, each: Conclusion) -> str:
    """A conclusion in a sentence."""
    match each:
        case ExpectationConclusion():
            return _expectation_words(scenario, each)
        case LikeliestConclusion():
            return _likeliest_words(scenario, each)
        case EndingConclusion():
            return _ending_words(scenario, each)


def conclusion_head(each: Conclusion) -> str:
    """The heading under which a conclusion is listed: `Holds under every lens`."""
    match each.verdict:
        case "holds":
            return message("Holds under every lens")
        case "needs":
            return message("Holds only under some lenses")
        case "fails":
            return message("Fails under every lens")
        case "same":
            return message("No clear difference between the lenses")
        case "differs":
            return message("Clearly differs between the lenses")
        case "unsure":
            return message("Too few games to say")


def conclusion_item(scenario: Scenario, each: Conclusion) -> str:
    """A conclusion in a sentence under its heading, which says whether it holds and need not be said again."""
    match each:
        case ExpectationConclusion():
            title = scenario.expectations[each.id].title
            expected = expectation_words(next(iter(each.shares.values())))
            if each.verdict == "holds":
                return message("“{title}” is expected in {expected} of games.", title=title, expected=expected)
            return message(
                "“{title}” is expected in {expected} of games and comes true in {shares}.",
                title=title,
                expected=expected,
                shares=_shares(scenario, each.shares),
            )
        case LikeliestConclusion(verdict="holds"):
            return message("The likeliest ending is “{ending}”.", ending=scenario.endings[each.id].title)
        case LikeliestConclusion():
            return _likeliest_words(scenario, each)
        case EndingConclusion():
            return message(
                "“{ending}” comes in {shares}.",
                ending=scenario.endings[each.id].title,
                shares=_shares(scenario, each.shares),
            )


def conclusion_lines(scenario: Scenario, found: Sequence[Conclusion]) -> Iterator[str]:
    """Conclusions in sentences, those of one verdict under one heading."""
    by_head: dict[str, list[str]] = {}
    for each in found:
        by_head.setdefault(conclusion_head(each), []).append(conclusion_item(scenario, each))
    for head, several in by_head.items():
        yield f"  {head}"
        for words in several[:MOST_NAMED]:
            yield from hung("  - ", words)
        rest = len(several) - MOST_NAMED
        if rest > 0:
            yield from hung("  - ", and_more(rest))


def _expectation_words(scenario: Scenario, each: ExpectationConclusion) -> str:
    title = scenario.expectations[each.id].title
    expected = expectation_words(next(iter(each.shares.values())))
    shares = _shares(scenario, each.shares)
    match each.verdict:
        case "holds":
            return message(
                "“{title}” is expected in {expected} of games, which holds under every lens.",
                title=title,
                expected=expected,
            )
        case "needs":
            return message(
                "“{title}” is expected in {expected} of games, which holds only under {lenses}: it comes true in "
                "{shares}.",
                title=title,
                expected=expected,
                lenses=_lenses(scenario, each.lenses),
                shares=shares,
            )
        case "fails":
            return message(
                "“{title}” is expected in {expected} of games, which holds under no lens: it comes true in {shares}.",
                title=title,
                expected=expected,
                shares=shares,
            )
        case _:
            return message(
                "“{title}” is expected in {expected} of games; so far it comes true in {shares}, and there are too few "
                "games to say whether that holds.",
                title=title,
                expected=expected,
                shares=shares,
            )


def _likeliest_words(scenario: Scenario, each: LikeliestConclusion) -> str:
    others = {
        lens: message("“{ending}”", ending=scenario.endings[ending].title)
        for lens, ending in each.likeliest.items()
        if ending is not None and (each.verdict == "unsure" or lens not in each.lenses)
    }
    if each.verdict == "unsure":
        if not others:
            return message("There are too few games to say which ending is the likeliest.")
        return message(
            "There are too few games to say which ending is the likeliest under every lens; so far only {endings} is "
            "clear.",
            endings=_by_lens(scenario, others),
        )
    ending = scenario.endings[each.id].title
    if each.verdict == "holds":
        return message("The likeliest ending is “{ending}” under every lens.", ending=ending)
    return message(
        "The likeliest ending is “{ending}” only under {lenses}; otherwise it is {others}.",
        ending=ending,
        lenses=_lenses(scenario, each.lenses),
        others=_by_lens(scenario, others),
    )


def _ending_words(scenario: Scenario, each: EndingConclusion) -> str:
    ending = scenario.endings[each.id].title
    if each.verdict == "same":
        return message(
            "“{ending}” does not clearly depend on the lens: it comes in {shares}.",
            ending=ending,
            shares=_shares(scenario, each.shares),
        )
    most = each.lenses[0]
    return message(
        "“{ending}” comes most often under {lens}: in {share}, against {others}.",
        ending=ending,
        lens=_lens(scenario, most),
        share=share_words(each.shares[most].share),
        others=_shares(scenario, {lens: share for lens, share in each.shares.items() if lens != most}),
    )


def _shares(scenario: Scenario, shares: Mapping[str, ExpectationShare] | Mapping[str, EndingShare]) -> str:
    """How often something comes under each lens."""
    return _by_lens(scenario, {lens: share_words(each.share) for lens, each in shares.items()})


def _by_lens(scenario: Scenario, words: Mapping[str, str]) -> str:
    """What is so under each lens: `39 % under “Words work” and 41 % under “Only money works”`."""
    return listed(
        [message("{what} under {lens}", what=each, lens=_lens(scenario, lens)) for lens, each in words.items()]
    )


def _lenses(scenario: Scenario, lenses: Iterable[str]) -> str:
    return listed([_lens(scenario, lens) for lens in lenses])


def _lens(scenario: Scenario, lens: str) -> str:
    return message("“{lens}”", lens=scenario.lenses[lens].title)


# --- Lines ------------------------------------------------------------------------------------------------------------


def games_words(simulation: Simulation, games: int, lenses: int, save: str | None = None, node: int = 0) -> str:
    """How many games were simulated under each lens, from where, and who chose for the seats, in two sentences."""
    seed, turn = simulation.seed, simulation.first_turn
    begun = "" if simulation.position is not None else " ".join(begun_lines(simulation.scenario, simulation.beginning))
    if save is None and lenses == 1:
        from_where = plural(
            "{count:,} game from the beginning, seed {seed}.",
            "{count:,} games from the beginning, seed {seed}.",
            games,
            seed=seed,
        )
    elif save is None:
        from_where = plural(
            "{count:,} game from the beginning under each lens, seed {seed}.",
            "{count:,} games from the beginning under each lens, seed {seed}.",
            games,
            seed=seed,
        )
    elif lenses == 1:
        from_where = plural(
            "{count:,} game from turn {turn} on, after node {node} of “{save}”, seed {seed}.",
            "{count:,} games from turn {turn} on, after node {node} of “{save}”, seed {seed}.",
            games,
            turn=turn,
            node=node,
            save=save,
            seed=seed,
        )
    else:
        from_where = plural(
            "{count:,} game under each lens from turn {turn} on, after node {node} of “{save}”, seed {seed}.",
            "{count:,} games under each lens from turn {turn} on, after node {node} of “{save}”, seed {seed}.",
            games,
            turn=turn,
            node=node,
            save=save,
            seed=seed,
        )
    return " ".join(filter(None, (from_where, begun, _bots_words(simulation))))


def _bots_words(simulation: Simulation) -> str:
    """Who chooses for the seats: `Bots: random for the Rival; doctrine for all others.`"""
    scenario, by_bot = simulation.scenario, dict[str, list[str]]()
    for seat in scenario.seats:
        by_bot.setdefault(simulation.bots.get(seat, DEFAULT), []).append(mid_sentence(seat_name(scenario, seat)))
    if len(by_bot) == 1:
        return message("Bots: {bot} for every seat.", bot=next(iter(by_bot)))
    named = listed(
        [message("{bot} for {seats}", bot=bot, seats=listed(seats)) for bot, seats in by_bot.items() if bot != DEFAULT]
    )
    if DEFAULT not in by_bot:
        return message("Bots: {named}.", named=named)
    return message("Bots: {named}; {bot} for all other seats.", named=named, bot=DEFAULT)


def forecast_lines(
    scenario: Scenario,
    found: Sequence[Findings],
    about: str,
    band_of: Mapping[str, Band],
    run: str = "",
    first_turn: int = 1,
) -> Iterator[str]:
    """The whole forecast: the first lens in full, the others beside it.

    Args:
        about: what was simulated, in a sentence.
        band_of: percentile bands under the first lens by the name of the level, those that matter first.
        run: the command that plays an example, with N for its seed; empty where no seed gives that very game.
        first_turn: the turn the games go on from.
    """
    first = found[0]
    yield scenario.title
    yield from wrapped(about)
    yield ""
    yield from ending_lines(scenario, first, run)
    if len(found) > 1:
        yield ""
        yield from lens_lines(scenario, found)
    if first.expectations:
        yield ""
        yield from expectation_lines(scenario, found, first_turn)
    concluded = conclusions(found)
    if concluded:
        yield ""
        yield message("What depends on the lens")
        yield from conclusion_lines(scenario, concluded)
    if band_of:
        yield ""
        yield from band_lines(scenario, band_of)
    if first.scores:
        yield ""
        yield from score_lines(scenario, found)


def ending_lines(scenario: Scenario, found: Findings, run: str = "") -> Iterator[str]:
    """The table of endings under one lens: how often, within which bounds, in which turn, and a seed that shows it."""
    width = _title_width(scenario)
    yield from wrapped(message("How the games end under {lens}", lens=_lens(scenario, found.lens)))
    share, bounds, turn = message("share"), message("95 % interval"), message("turn")
    yield f"  {'':{width}}  {share:>7}  {bounds:>13}  {turn}"
    for each in found.endings:
        share, bounds = share_words(each.share), bare_bounds(each.share)
        title = _titled(scenario, each.ending, width)
        yield f"  {title}  {share:>7}  {bounds:>13}  {turns_words(each.turns)}".rstrip()
    yield from _notes(message("Turn: the median, and in brackets the range of nine in ten such games."))
    seeds = _example_seeds(scenario, found.endings)
    if run and seeds:
        # A command that breaks between two lines could not be copied.
        if len(message("Examples: {command}", command=run)) + 4 < WIDTH:
            yield from _notes(message("Examples: {command}, where N is {seeds}.", command=run, seeds=seeds))
        else:
            yield from _notes(message("Examples, where N is {seeds}:", seeds=seeds))
            yield f"    {run}"


def _example_seeds(scenario: Scenario, endings: Iterable[EndingShare]) -> str:
    """A seed for each ending that was seen: `8758923 for × and 57952689 for ~`; empty for none."""
    seeds = [
        message("{seed}\u00a0for\u00a0{sign}", seed=each.example, sign=scenario.endings[each.ending].sign)
        for each in endings
        if each.example is not None
    ]
    return listed(seeds) if seeds else ""


def lens_lines(scenario: Scenario, found: Sequence[Findings]) -> Iterator[str]:
    """The share of every ending under each lens; a star where it clearly differs from the first."""
    width = _title_width(scenario)
    several = max(1, (WIDTH - width - 2) // (_CELL + 2))
    first = found[0]
    yield message("How the games end under each lens")
    starred = False
    for start in range(0, len(found), several):
        some = found[start : start + several]
        yield f"  {'':{width}} {''.join(f'{_short_lens(each.lens):>{_CELL}}  ' for each in some)}".rstrip()
        for place, ending in enumerate(first.endings):
            cells = []
            for each in some:
                share = each.endings[place].share
                apart = each is not first and differ(ending.share, share)
                starred |= apart
                bounds = f"({bare_bounds(share)})"
                cells.append(f"{share_words(share)} {bounds:<14}".rjust(_CELL) + ("* " if apart else "  "))
            yield f"  {_titled(scenario, ending.ending, width)} {''.join(cells)}".rstrip()
    if starred:
        lens = _short_lens(first.lens)
        yield from _notes(message("* clearly differs from {lens}: the intervals do not overlap.", lens=lens))
    yield from _notes(*(f"{_short_lens(each.lens)}: {scenario.lenses[each.lens].title}" for each in found))


def expectation_lines(scenario: Scenario, found: Sequence[Findings], first_turn: int = 1) -> Iterator[str]:
    """What the author expects, how often it came true under each lens, and whether it holds."""
    if first_turn > 1:
        yield message("What the author expects, and what came true from turn {turn} on", turn=first_turn)
    else:
        yield message("What the author expects, and what came true")
    shown, width = "", max(len(_short_lens(each.lens)) for each in found)
    for place, expected in enumerate(found[0].expectations):
        each = scenario.expectations[expected.id]
        share = expectation_words(expected)
        yield from hung("  ", message("{title}: {share} of games", title=each.title, share=share))
        for findings in found:
            came = findings.expectations[place]
            lens = f"{_short_lens(findings.lens):<{width}}  " if len(found) > 1 else ""
            share = "" if came.over else f"{share_words(came.share):>7} ({bare_bounds(came.share)})"
            yield f"    {lens}{share:<22}  {verdict_word(came.holds, came.over)}"
        source, place_in_it = cited(each.source)
        words = source_words(scenario, each.source)
        if words and source == shown:
            # A long title need not be read four times.
            if place_in_it:
                words = message("[the same source, {place}; line {line}]", place=place_in_it, line=each.line)
            else:
                words = message("[the same source; line {line}]", line=each.line)
        else:
            words = placed(words, each.line)
        yield from hung("    ", words)
        shown = source


def band_lines(scenario: Scenario, band_of: Mapping[str, Band]) -> Iterator[str]:
    """The numbers that matter at the end: the levels below which 5, 25, 50, 75, 95 of 100 games end."""
    names = [name for name in key_levels(scenario) if name in band_of][:MOST_BANDS]
    if not names:
        return
    yield message("Levels at the end, by percentile: how many games in 100 end below each level")
    yield f"  {'':34}" + "".join(f"{round(100 * part):>8}" for part in QUANTILES)
    for name in names:
        yield f"  {cut(number_title(scenario, name), 34):<34}" + "".join(f"{plain(at):>8}" for at in band_of[name][-1])


def score_lines(scenario: Scenario, found: Sequence[Findings]) -> Iterator[str]:
    """The final scores, of 100, with the interval of their mean, and the range of nine in ten games."""
    yield from wrapped(message("Final scores out of 100, under {lens}", lens=_lens(scenario, found[0].lens)))
    rivals = found[1 : 1 + _RIVALS]
    width = 14 if len(rivals) == 1 else 7
    mean_head, bounds_head, spread_head = message("mean"), message("95 % interval"), message("nine in ten")
    heads = "".join(f"  {cut(_short_lens(each.lens), width):>{width}}" for each in rivals)
    yield f"  {'':22}  {mean_head:>5}  {bounds_head:>13}  {spread_head:>10}{heads}"
    starred = False
    for place, score in enumerate(found[0].scores):
        mean, spread = score.mean, score.quantiles
        bounds = span_words(plain(mean.low), plain(mean.high))
        range_ = span_words(plain(spread[0], 0), plain(spread[-1], 0))
        cells = [
            f"  {cut(side_name(scenario, score.side), 22):<22}  {plain(mean.middle):>5}  {bounds:>13}  {range_:>11}"
        ]
        for each in rivals:
            other = each.scores[place].mean
            apart = differ(mean, other)
            starred |= apart
            cells.append(f"  {plain(other.middle):>{width - 1}}{'*' if apart else ' '}")
        yield "".join(cells).rstrip()
    if starred:
        yield from _notes(message("* a clearly different mean: the intervals do not overlap."))


def given_lines(scenario: Scenario, found: Sequence[Taken]) -> Iterator[str]:
    """What was fixed, and in how many of the games that reached its turn it took effect."""
    yield from wrapped(message("What is fixed, and how often it takes effect in games that reach its turn"))
    for each in found:
        yield from hung("  ", _given_line(each, _given_words(scenario, each)))


def _given_line(each: Taken, what: str) -> str:
    if each.share.middle == 0:
        return message("turn {turn}: {what}: never", turn=each.turn, what=what)
    if each.share.middle == 1:
        return message("turn {turn}: {what}: always", turn=each.turn, what=what)
    share = share_words(each.share)
    return message("turn {turn}: {what}: in {share} of them", turn=each.turn, what=what, share=share)


def _given_words(scenario: Scenario, each: Taken) -> str:
    if each.seat is not None:
        order = order_words(scenario, parse_decision(each.seat, each.what))
        return message("{side}: {order}", side=seat_name(scenario, each.seat), order=order)
    if each.what in scenario.injects:
        return message("inject “{title}”", title=scenario.injects[each.what].title)
    return message("{side}: {order}", side=mover_name(scenario), order=scenario.moves[each.what].title)


def _bounds(interval: Interval) -> tuple[str, str]:
    digits = places(interval)
    return f"{100 * interval.low:.{digits}f}", f"{100 * interval.high:.{digits}f}"


def _title_width(scenario: Scenario) -> int:
    """How wide the column of endings is, sign included."""
    return min(_TITLE, 2 + max(len(ending.title) for ending in scenario.endings.values()))


def _titled(scenario: Scenario, ending: str, width: int) -> str:
    found = scenario.endings[ending]
    return f"{cut(f'{found.sign} {found.title}', width):<{width}}"


def _short_lens(lens: str) -> str:
    return cut(lens, _CELL - 3)


def _notes(*notes: str) -> Iterator[str]:
    for note in notes:
        yield from hung("  ", note)
