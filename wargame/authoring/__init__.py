"""From YAML to a scenario, with every fault at its line; the only room that reads YAML."""

from wargame.authoring.expressions import parse_expression
from wargame.authoring.lexer import ExpressionError
from wargame.authoring.loader import check, load, parse
from wargame.authoring.problems import Problem, ScenarioError
from wargame.authoring.schema import schema
from wargame.authoring.scope import Scope
from wargame.authoring.shipped import find, shipped
from wargame.authoring.symbols import Names

__all__ = [
    "ExpressionError",
    "Names",
    "Problem",
    "ScenarioError",
    "Scope",
    "check",
    "find",
    "load",
    "parse",
    "parse_expression",
    "schema",
    "shipped",
]
