"""The pages of an edited article that somebody is looking at, ahead of the next whole build, which takes its time and has the last word."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import regex

from generator.build import Assembled, is_shown
from generator.diagnostics import ERROR, Diagnostic
from generator.outcome import Options
from generator.pages.plan import Target
from generator.reading.files import ArticleFiles, read_text
from generator.rendering.render import Rendering, render
from generator.site.link import all_there, with_article
from generator.site.packed import digest, prepare_all, unpack_diagnostics, unpack_summary

_ARTICLE = regex.compile(r"content/articles/([^/]+)\.(?:md|yml)")


class Preview:
    """Makes single pages from what the last whole build has linked. Only for articles that were in it, and have no mistakes."""

    def __init__(self, options: Options, it: Assembled, work: Rendering) -> None:
        self.options, self.it = options, it
        self.details: dict[str, bytes] = {}
        # A log of its own: whole builds go on meanwhile in another thread.
        self.work = replace(work, read=self.read, log=set())
        self.stored = work.read

    def warm(self) -> None:
        """Do all once, so that the first edit finds templates compiled and modules loaded."""
        if slug := next(iter(self.it.shown), None):
            self.pages({f"content/articles/{slug}.md"}, {f"{slug}/index.html"})

    def read(self, name: str) -> bytes:
        """The large parts of an article by their name."""
        return self.details.get(name) or self.stored(name)

    def pages(self, paths: Collection[str], wanted: Collection[str]) -> dict[str, bytes]:
        """Those of the wanted files of the output that the change of these files of the site makes anew, as far as that is sure."""
        matches = [_ARTICLE.fullmatch(path) for path in paths]
        slugs = {match[1] for match in matches if match}
        if len(slugs) != 1 or not all(matches):
            return {}
        slug = slugs.pop()
        wanted = {path for path in wanted if path.startswith(f"{slug}/")}
        files = _read(self.options.root, slug)
        if slug not in self.it.shown or not wanted or files is None or self.it.site is None:
            return {}
        (packed,) = prepare_all((self.it.dialect, self.put), [files])
        if not packed.summary or any(found.severity == ERROR for found in unpack_diagnostics(packed.diagnostics)):
            return {}
        summary = unpack_summary(packed.summary)
        site = with_article(self.it.site, summary)
        if not is_shown(summary, self.options) or not all_there(site, summary, self.it.media):
            return {}
        work = self.work.with_site(site, {**self.work.details, slug: packed.details})
        return dict(render(work, Target("article", slug), wanted).files)

    def put(self, content: bytes) -> str:
        """Keep the large parts of the article that was edited last."""
        name = digest(content)
        self.details = {name: content}
        return name


def _read(root: Path, slug: str) -> ArticleFiles | None:
    markdown = read_text(root, f"content/articles/{slug}.md")
    path = f"content/articles/{slug}.yml"
    sidecar = read_text(root, path) if (root / path).exists() else None
    if isinstance(markdown, Diagnostic) or isinstance(sidecar, Diagnostic):
        return None
    return ArticleFiles(slug, markdown, sidecar)
