"""Work away from the event loop: one thread that does it, and messages that bring what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from textual.dom import DOMNode
from textual.worker import Worker

from wargame.tui.messages import Done, Failed

T = TypeVar("T")


def attempt(node: DOMNode, work: Callable[[], T], then: Callable[[T], None]) -> Worker[None]:
    """Do `work` in a thread; the app then calls `then` with its result, or shows what went wrong."""

    async def run() -> None:
        try:
            result = await asyncio.to_thread(work)
        except Exception as error:
            node.app.post_message(Failed(error))
        else:
            node.app.post_message(Done(node, then, result))

    return node.app.run_worker(run(), group="work", exit_on_error=False)
