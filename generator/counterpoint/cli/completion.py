"""`counterpoint completion`: complete verbs and options in a shell."""

from __future__ import annotations

import argparse

HELP = "complete verbs and options"
DESCRIPTION = "Print a script with which your shell completes verbs and options."
EXAMPLE = "completion bash > ~/.local/share/bash-completion/completions/counterpoint"
PARENTS = ()


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's own options."""
    parser.add_argument("shell", choices=["bash", "zsh", "fish"], help="your shell")


def run(options: argparse.Namespace) -> int:
    """Print the script."""
    import shtab

    from counterpoint.cli.main import parser

    print(shtab.complete(parser(), shell=options.shell))
    return 0
