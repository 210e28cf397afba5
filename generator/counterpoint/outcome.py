"""How a step gives back what it made, and what was wrong."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

from counterpoint.diagnostics import Diagnostic

T = TypeVar("T")


class Outcome(NamedTuple, Generic[T]):
    """A value with its diagnostics: the one way in which a step gives back mistakes.

    Where a step may come to nothing, `T` has None among its types. Diagnostics may stand beside a value, such as warnings.
    """

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()
