"""Targets → the bytes of their files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.pages.page import Page, Picture
from generator.pages.plan import Target, files_of
from generator.rendering.templates import Frame, TemplateFailure, Templates
from generator.site import addresses
from generator.site.link import Site
from generator.site.prepared import Body


@dataclass(frozen=True)
class Rendering:
    """All that any target is rendered from."""

    site: Site
    bodies: Mapping[str, Body]
    pictures: Mapping[str, Picture]
    folders: tuple[Path, ...]
    frame: Frame

    @cached_property
    def templates(self) -> Templates:
        """The templates, compiled once in every process."""
        return Templates(list(self.folders), self.frame)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The files of one target, by their path in the output; and what its templates did wrong."""

    files: Mapping[str, bytes]
    diagnostics: tuple[Diagnostic, ...] = ()


def render(work: Rendering, targets: Sequence[Target]) -> list[Rendered]:
    """Render some targets."""
    return [_target(work, target) for target in targets]


def _target(work: Rendering, target: Target) -> Rendered:
    files: dict[str, bytes] = {}
    try:
        for file in files_of(target, work.site, work.bodies.__getitem__, work.pictures):
            files[addresses.file_of(file.address)] = work.templates.render(file) if isinstance(file, Page) else file.content
    except TemplateFailure as failure:
        return Rendered({}, (failure.diagnostic,))
    return Rendered(files)
