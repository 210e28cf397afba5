"""The command `counterpoint`: a module for each verb, found by its name. Read `main.py` first."""

from counterpoint.cli.main import main, parser, run

__all__ = ["main", "parser", "run"]
