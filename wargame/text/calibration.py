"""How good forecasts are, in lines: scores by turn, what was forecast beside what came, and what is off."""

from __future__ import annotations

from collections.abc import Iterator

from wargame.analysis.calibration import Bin, Calibration, CalibrationStudy, EndingBias
from wargame.analysis.estimates import FEWEST, Interval
from wargame.model.scenario import Scenario
from wargame.model.viewer import seat_of
from wargame.text.beginnings import begun_lines
from wargame.text.hints import hint
from wargame.text.message import message, plural
from wargame.text.names import mid_sentence, plain, seat_name
from wargame.text.words import apart, commas, cut, hung, parted, sentences, span_words, wrapped

AXIS = 41
"""How many columns stand for 0 to 100 %."""
_TITLE = 25


def calibration_lines(found: Calibration, typed: str) -> Iterator[str]:
    """The whole account, at most 78 columns wide; `typed` is what the user called the scenario by."""
    study = found.study
    yield study.scenario.title
    yield from wrapped(_about(found))
    for line in begun_lines(study.scenario, study.beginning):
        yield from wrapped(line)
    yield ""
    if not found.turns:
        yield message("No game came to a turn that is asked about, so nothing was forecast.")
        return
    yield from apart((_turn_lines(found), _bin_lines(found), _ending_lines(found), _verdict_lines(found, typed)))


def _about(found: Calibration) -> str:
    """What was played and forecast."""
    study = found.study
    return sentences(
        plural(
            "How good forecasts are: {count:,} game under “{lens}”, seed {seed}.",
            "How good forecasts are: {count:,} games under “{lens}”, seed {seed}.",
            found.games,
            lens=study.scenario.lenses[study.lens].title,
            seed=study.seed,
        ),
        _bots_words(study),
        _forecast_words(study),
    )


def _bots_words(study: CalibrationStudy) -> str:
    """Which seats are not played by doctrine; empty where all are."""
    others = [seat for seat in study.scenario.seats if study.bots.get(seat, "doctrine") != "doctrine"]
    if not others:
        return ""
    if len(others) == len(study.scenario.seats):
        return message("Every seat is played at random, which the forecasts do not suppose.")
    names = commas(mid_sentence(seat_name(study.scenario, seat)) for seat in others)
    return message("Played at random, which the forecasts do not suppose: {seats}.", seats=names)


def _forecast_words(study: CalibrationStudy) -> str:
    """What a forecast is, and from what it is made."""
    seat = seat_of(study.viewer)
    if seat is None:
        return message(
            "Before the move of {turns}, the ending was forecast from {each} games of doctrine by somebody who sees "
            "everything.",
            turns=_turns_words(study),
            each=study.each,
        )
    return message(
        "Before the move of {turns}, the ending was forecast from {each} games of doctrine, as “{seat}” sees the game.",
        turns=_turns_words(study),
        each=study.each,
        seat=seat_name(study.scenario, seat),
    )


def _turns_words(study: CalibrationStudy) -> str:
    """The turns that were forecast from, in the middle of a sentence."""
    if not study.turns:
        return message("each turn")
    several = commas(str(turn) for turn in sorted(study.turns))
    return plural("turn {turns}", "turns {turns}", len(study.turns), turns=several)


# --- Turn by turn -----------------------------------------------------------------------------------------------------


def _turn_lines(found: Calibration) -> Iterator[str]:
    yield message("Scores of the forecasts from each turn: the lower, the better")
    heads = [
        *(
            message("games"),
            message("Brier"),
            message("base"),
            message("better by"),
            message("reliab."),
            message("resol."),
        ),
        *(message("bits"), message("base")),
    ]
    widths = [7, 7, 7, 18, 9, 8, 6, 6]
    yield f"  {'':8}" + "".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True))
    for each in found.turns:
        values = [
            f"{each.games:,}",
            plain(each.score.middle, 3),
            plain(each.base, 3),
            _spanned(each.better, 2),
            plain(each.reliability, 3),
            plain(each.resolution, 3),
            plain(each.log.middle, 2),
            plain(each.log_base, 2),
        ]
        date = found.study.scenario.calendar.date(each.turn)
        yield f"  {date!s:<8}" + "".join(f"{value:>{width}}" for value, width in zip(values, widths, strict=True))
    yield from hung(
        "  ",
        message(
            "Brier: the squared distance of a forecast from what came, over all endings; 0 is certain and right, 2 "
            "certain and wrong. Base: the same of always saying how often each ending comes, of games that came so "
            "far. Better by: base less Brier, with its 95 % interval. Brier = reliability (what is lost by being off; "
            "0 is best, and chance can put it below) - resolution (what is gained by telling games apart) + "
            "base. Bits: the logarithmic score, 0 where the ending that came was certain.",
        ),
    )
    yield from hung(
        "  ",
        message(
            "What a forecast loses only by being counted from {each} games is taken off the Brier score.",
            each=found.study.each,
        ),
    )
    if found.games < FEWEST:
        yield from hung("  ", message("Fewer than {fewest} games give no intervals.", fewest=FEWEST))


def _spanned(interval: Interval, places: int) -> str:
    """An estimate with its bounds, where it has any."""
    if not interval.bounded:
        return plain(interval.middle, places)
    return span_words(plain(interval.low, places), plain(interval.high, places))


# --- What was forecast, and what came ---------------------------------------------------------------------------------


def _bin_lines(found: Calibration) -> Iterator[str]:
    yield message("What was forecast, and how often it came: all endings, all turns above, in %")
    # The last mark ends where the axis does.
    axis = "".join(f"{mark:<{(AXIS - 1) // 4}}" for mark in ("0", "25", "50", "75"))[: AXIS - 3] + "100"
    heads = (message("forecast"), message("number"), message("mean"), message("came"))
    yield f"  {heads[0]:>9}{heads[1]:>9}{heads[2]:>7}{heads[3]:>7}  {axis}"
    for each in found.bins:
        label = span_words(f"{100 * each.low:.0f}", f"{100 * each.high:.0f}")
        numbers = f"{label:>9}{each.forecasts:>9,}{_percent(each.forecast):>7}{_percent(each.came.middle):>7}"
        yield f"  {numbers}  {bin_bar(each)}".rstrip()
    yield from hung(
        "  ",
        message(
            "| where the forecasts lie, o how often it came, # both in one place, - the 95 % interval of how often it "
            "comes, in which games count, not forecasts: those from one game are not independent. A forecast is put "
            "into its row by one half of its games, and the mean is of the other half, so that luck does not count "
            "twice."
        ),
    )


def bin_bar(each: Bin) -> str:
    """A bin on an axis from 0 to 100 %: the interval of how often it came, the mean forecast in it or beside it."""
    cells = [" "] * AXIS
    if each.came.bounded:
        for place in range(_place(each.came.low), _place(each.came.high) + 1):
            cells[place] = "-"
    came, forecast = _place(each.came.middle), _place(each.forecast)
    cells[came] = "o"
    cells[forecast] = "#" if came == forecast else "|"
    return "".join(cells)


def _percent(share: float) -> str:
    return plain(100 * share)


def _place(share: float) -> int:
    return round(min(1.0, max(0.0, share)) * (AXIS - 1))


# --- Endings ----------------------------------------------------------------------------------------------------------


def _ending_lines(found: Calibration) -> Iterator[str]:
    scenario = found.study.scenario
    yield message("Endings: how often forecast and how often they came, all turns above, in %")
    heads = (message("forecast"), message("came"), message("too often by"))
    yield f"  {'':{_TITLE}}{heads[0]:>9}{heads[1]:>7}{heads[2]:>14}"
    for each in found.endings:
        numbers = f"{_percent(each.forecast):>9}{_percent(each.came):>7}{100 * each.off.middle:>+14.1f}"
        bounds = f"  ({_points(each.off)})" if each.off.bounded else ""
        yield f"  {_titled(scenario, each.ending):<{_TITLE}}{numbers}{bounds}"
    if any(each.off.bounded for each in found.endings):
        yield from hung("  ", message("In brackets: bounds that hold for all that is tried below together."))


def _titled(scenario: Scenario, ending: str) -> str:
    kind = scenario.endings[ending]
    return cut(f"{kind.sign} {kind.title}", _TITLE - 1)


def _points(interval: Interval) -> str:
    return span_words(f"{100 * interval.low:+.1f}", f"{100 * interval.high:+.1f}")


# --- What follows -----------------------------------------------------------------------------------------------------


def _verdict_lines(found: Calibration, typed: str) -> Iterator[str]:
    yield from wrapped(_verdict(found))
    if found.surprise is not None:
        yield from wrapped(_surprise_words(found, typed))


def _verdict(found: Calibration) -> str:
    """What is clearly off, or that nothing is, and what would have stayed unseen."""
    if found.games < FEWEST:
        return message("So few games show nothing of whether the forecasts are off.")
    faults = [*_sureness(found), *(_bias_words(found, each) for each in found.endings if each.off.clear)]
    faults += [_bin_words(each) for each in found.bins if each.off]
    if faults:
        return message("Clearly off: {faults}.", faults=parted(faults))
    unseen = max((each.off.high - each.off.low) / 2 for each in found.endings)
    return message(
        "Nothing is clearly off: no ending comes clearly more or less often than forecast, no range of forecasts lies "
        "clearly beside what came, and the forecasts are neither clearly too sure nor too unsure. An ending that "
        "is forecast too often by {points} points would as likely as not have stayed unseen; more games would show "
        "smaller faults.",
        points=plain(100 * unseen),
    )


def _sureness(found: Calibration) -> Iterator[str]:
    off = found.worse_than_said
    if off.low > 0:
        yield message(
            "the forecasts are too sure, their Brier score worse by {points} than they themselves suppose",
            points=plain(off.middle, 3),
        )
    elif off.high < 0:
        yield message(
            "the forecasts are too unsure, their Brier score better by {points} than they themselves suppose",
            points=plain(-off.middle, 3),
        )


def _bias_words(found: Calibration, each: EndingBias) -> str:
    title = found.study.scenario.endings[each.ending].title
    points = plain(abs(100 * each.off.middle))
    if each.off.middle > 0:
        return message("“{ending}” is forecast too often by {points} points", ending=title, points=points)
    return message("“{ending}” is forecast too seldom by {points} points", ending=title, points=points)


def _bin_words(each: Bin) -> str:
    return message(
        "what was forecast at {low} to {high} % came in {came} %",
        low=f"{100 * each.low:.0f}",
        high=f"{100 * each.high:.0f}",
        came=_percent(each.came.middle),
    )


def _surprise_words(found: Calibration, typed: str) -> str:
    """The game that came out as the forecasts least expected, and how to look at it."""
    study, surprise = found.study, found.surprise
    assert surprise is not None
    words = message(
        "The greatest surprise: “{ending}” came in the game with seed {seed}; in {date} it was forecast at {share} %.",
        ending=study.scenario.endings[surprise.ending].title,
        seed=surprise.seed,
        date=study.scenario.calendar.date(surprise.turn),
        share=_percent(surprise.forecast),
    )
    bots = {study.bots.get(seat, "doctrine") for seat in study.scenario.seats}
    if len(bots) > 1 or study.beginning.opening is not None or study.beginning.fixed:
        return words
    options = {"--lens": study.lens} if study.lens != study.scenario.default_lens else {}
    options |= {} if bots == {"doctrine"} else {"--bots": bots.pop()}
    return sentences(
        words, message("{run} plays it.", run=hint("run", typed, options={**options, "--seed": str(surprise.seed)}))
    )
