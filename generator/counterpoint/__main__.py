"""The command `counterpoint`, also as `python -m counterpoint`."""

import signal
from typing import NoReturn


def run() -> NoReturn:
    """Load the command and run it. An interrupt before it is loaded ends the program as the system does it, without a traceback."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:  # it is ignored by what a shell starts in the background
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from counterpoint.cli import run as command

    signal.signal(signal.SIGINT, before)
    command()


if __name__ == "__main__":
    run()
