"""What a game shows when it is looked into: comparisons of branches, reasons, changes that would have mattered, how
likely, how stable and how sure. The public names load on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.lazy_names import load_on_use

if TYPE_CHECKING:
    from wargame.analysis.advice import advise
    from wargame.analysis.compare import compare
    from wargame.analysis.expand import expand
    from wargame.analysis.fragility import fragility
    from wargame.analysis.joint_orders import all_joint_orders
    from wargame.analysis.rerun import rerun
    from wargame.analysis.simulation import Simulation, simulate
    from wargame.analysis.stability import stability_report
    from wargame.analysis.why import why
    from wargame.analysis.why_not import why_not

__all__ = [
    "Simulation",
    "advise",
    "all_joint_orders",
    "compare",
    "expand",
    "fragility",
    "rerun",
    "simulate",
    "stability_report",
    "why",
    "why_not",
]

load_on_use(
    __name__,
    {
        "wargame.analysis.advice": ["advise"],
        "wargame.analysis.compare": ["compare"],
        "wargame.analysis.expand": ["expand"],
        "wargame.analysis.fragility": ["fragility"],
        "wargame.analysis.joint_orders": ["all_joint_orders"],
        "wargame.analysis.rerun": ["rerun"],
        "wargame.analysis.simulation": ["Simulation", "simulate"],
        "wargame.analysis.stability": ["stability_report"],
        "wargame.analysis.why": ["why"],
        "wargame.analysis.why_not": ["why_not"],
    },
)
