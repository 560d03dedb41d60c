"""Why work could not be done elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from wargame.fault import Fault


class TaskCode(StrEnum):
    """The kinds of what goes wrong with work done elsewhere."""

    WORK_FAILED = "work-failed"
    PROCESS_ENDED = "process-ended"
    WORKERS_END = "workers-end"
    NO_CLUSTER_EXTRA = "no-cluster-extra"
    NOT_AN_ADDRESS = "not-an-address"
    NO_SCHEDULER = "no-scheduler"
    NO_WORKERS = "no-workers"
    OTHER_VERSION = "other-version"
    CLUSTER_ENDED = "cluster-ended"


@dataclass(frozen=True, slots=True)
class WorkFailed(Fault):
    """The work raised an error, the cause of the task's: its fault, or else its message or the name of its class."""

    code: ClassVar = TaskCode.WORK_FAILED
    reason: Fault | str


@dataclass(frozen=True, slots=True)
class ProcessEnded(Fault):
    """The process ended before the work was done."""

    code: ClassVar = TaskCode.PROCESS_ENDED


@dataclass(frozen=True, slots=True)
class WorkersEnd(Fault):
    """Worker processes end again and again before they are done."""

    code: ClassVar = TaskCode.WORKERS_END


@dataclass(frozen=True, slots=True)
class NoClusterExtra(Fault):
    """The extra that a cluster needs is not installed."""

    code: ClassVar = TaskCode.NO_CLUSTER_EXTRA


@dataclass(frozen=True, slots=True)
class NotAnAddress(Fault):
    """The text is no address of a scheduler."""

    code: ClassVar = TaskCode.NOT_AN_ADDRESS
    address: str


@dataclass(frozen=True, slots=True)
class NoScheduler(Fault):
    """Nobody answers at the address, for a reason of the system's."""

    code: ClassVar = TaskCode.NO_SCHEDULER
    address: str
    reason: str


@dataclass(frozen=True, slots=True)
class NoWorkers(Fault):
    """The scheduler has no workers."""

    code: ClassVar = TaskCode.NO_WORKERS
    address: str


@dataclass(frozen=True, slots=True)
class OtherVersion(Fault):
    """The workers of the cluster cannot import this version of wargame."""

    code: ClassVar = TaskCode.OTHER_VERSION
    reason: str


@dataclass(frozen=True, slots=True)
class ClusterEnded(Fault):
    """The cluster ended before the work was done."""

    code: ClassVar = TaskCode.CLUSTER_ENDED
    address: str


TaskFault = (
    WorkFailed
    | ProcessEnded
    | WorkersEnd
    | NoClusterExtra
    | NotAnAddress
    | NoScheduler
    | NoWorkers
    | OtherVersion
    | ClusterEnded
)
"""Why work could not be done."""
