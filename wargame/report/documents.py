"""Every document that a command prints for other programs, by one codec.

`document` gives the document of a value that makes one by itself: a whole game, the story of a number, a rerun.
Where a document needs more than one value, a function of its own makes it. Sentences are worded elsewhere and handed
in.
"""

from wargame.report.choices import advice, stability
from wargame.report.codec import JSON, document
from wargame.report.forecasts import sensitivity, simulation
from wargame.report.games import game_tree
from wargame.report.inquiries import comparison
from wargame.report.lists import game_list, problem_list, scenario_list

__all__ = [
    "JSON",
    "advice",
    "comparison",
    "document",
    "game_list",
    "game_tree",
    "problem_list",
    "scenario_list",
    "sensitivity",
    "simulation",
    "stability",
]
