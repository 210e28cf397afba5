"""How a step gives back what it made, and what was wrong."""

from __future__ import annotations

from typing import Generic, TypeVar

from msgspec import Struct

from counterpoint.diagnostics import Diagnostic

T = TypeVar("T")


class Outcome(Struct, Generic[T], frozen=True):
    """A value, or None where there can be none, and its diagnostics, which may be there beside a value."""

    value: T | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
