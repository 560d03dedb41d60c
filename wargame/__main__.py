"""`wargame` and `python -m wargame`: the terminal made quiet for the screen, then the commands."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


def main() -> None:
    """Run the command that the arguments name, and end with its exit code."""
    try:
        with quiet_keys(sys.argv[1:]):
            from wargame.cli import main as run

            run()
    except KeyboardInterrupt:
        print("wargame: stopped.", file=sys.stderr)
        sys.exit(130)


@contextmanager
def quiet_keys(arguments: Sequence[str]) -> Iterator[None]:
    """The terminal without echo, from before anything heavy is loaded, where the screen is going to be opened.

    Keys typed before the first paint would show on it as escape codes. They wait for the screen, which reads them as
    they were typed; Ctrl-C works all the while. Afterwards the terminal is as it was, however this ends.
    """
    to_screen = not arguments or (arguments[0] == "play" and "--plain" not in arguments)
    try:
        import termios
    except ImportError:  # not on Windows, whose console echoes only what is asked for
        yield
        return
    try:
        terminal = 0
        # A job in the background would be halted for touching the terminal.
        if not to_screen or not os.isatty(terminal) or os.tcgetpgrp(terminal) != os.getpgrp():
            raise OSError
        before = termios.tcgetattr(terminal)
        quiet = termios.tcgetattr(terminal)
        quiet[0] &= ~termios.ICRNL
        quiet[3] &= ~(termios.ECHO | termios.ICANON)
        signal.signal(signal.SIGTERM, _ended)
        termios.tcsetattr(terminal, termios.TCSANOW, quiet)
    except (OSError, termios.error):
        yield
        return
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _ended(number: int, _: object) -> None:
    """End as on an error, so that the terminal is given back; by itself the signal ends the process on the spot."""
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
