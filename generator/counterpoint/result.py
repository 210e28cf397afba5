"""What a build came to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from msgspec import Struct, field
from msgspec.structs import asdict

from counterpoint.diagnostics import ERROR, WARNING, Diagnostic, Location, Severity
from counterpoint.engine.output import Published


class LeftOut(Struct, frozen=True):
    """How many articles and translations a build did not show: drafts, and those of a later moment; `due` is the date of the next."""

    drafts: int = 0
    future: int = 0
    due: str = ""


class Result(Struct):
    """What a build came to: all diagnostics in order, how many articles are shown and how many of them were prepared anew, and,
    unless there were errors, what was published."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    articles: int = 0
    changed: int = 0
    published: Published | None = None
    broken_off: int = 0
    """How many files of the output had been written or removed when publishing broke off."""
    left_out: LeftOut = LeftOut()
    due: str | None = None
    """When the next article is due (see `as_key`), empty where none waits; None where the site could not be read."""

    def failed(self, *, strict: bool = False, allowed: Collection[str] = ()) -> bool:
        """Whether anything found forbids publishing. `strict` lets warnings do so, unless their code is `allowed`."""
        return any(
            d.severity >= ERROR or (strict and d.severity >= WARNING and not d.unpublished and d.code not in allowed)
            for d in self.diagnostics
        )

    def as_data(self) -> dict[str, Any]:
        """The outcome as plain data, as the next build may give it again."""
        files = self.published.written + self.published.unchanged if self.published else 0
        diagnostics = [_as_data(diagnostic) for diagnostic in self.diagnostics]
        return {"articles": self.articles, "files": files, "diagnostics": diagnostics, "left_out": asdict(self.left_out)}


def _as_data(diagnostic: Diagnostic) -> dict[str, Any]:
    return {**asdict(diagnostic), "location": asdict(diagnostic.location)}


def result_from(data: Mapping[str, Any]) -> Result:
    """The outcome of a build that could only come to the same again. Raises KeyError or TypeError for data that are none."""
    diagnostics = [
        Diagnostic(**{**fields, "severity": Severity(fields["severity"]), "location": Location(**fields["location"])})
        for fields in data["diagnostics"]
    ]
    return Result(diagnostics, data["articles"], 0, Published(0, data["files"], 0), left_out=LeftOut(**data["left_out"]))
