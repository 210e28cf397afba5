"""The pages of an edited article that somebody is looking at, ahead of the next whole build, which takes its time and has the last word."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import regex
from msgspec import structs

from counterpoint.article.codec import decode_body, decode_diagnostics, decode_entry, decode_summary, prepare_all
from counterpoint.article.prepared import Body
from counterpoint.diagnostics import ERROR
from counterpoint.engine.codec import digest
from counterpoint.linking import LoadedSite, is_shown, record_in
from counterpoint.loading import source_summaries
from counterpoint.model.speakers import Sources, Speakers
from counterpoint.options import Options
from counterpoint.outcome import Outcome
from counterpoint.pages.page_kind import Target
from counterpoint.reading.files import ArticleFiles, article_paths, read_text
from counterpoint.rendering.render import Rendering, render
from counterpoint.site import addresses
from counterpoint.site.corrections import violations_in
from counterpoint.site.link import LinkedSite, all_there, dead_links, with_article
from counterpoint.site.record import PublicRecord, destination

_ARTICLE = regex.compile(r"content/articles/([^/.]+)(?:\.([^/.]+))?\.(?:md|yml)")


class Preview:
    """Makes single pages from what the last whole build has linked. Only for articles that were in it, and have no mistakes."""

    def __init__(self, options: Options, site: LoadedSite, works: Sequence[Rendering]) -> None:
        self.options, self.loaded = options, site
        self.details: dict[str, bytes] = {}
        self.stored = works[0].read
        self.lock = threading.Lock()
        # A log of its own: whole builds go on meanwhile in another thread.
        self.works = {work.site.folder: replace(work, read=self.read, reads=set()) for work in works}

    def warm(self) -> None:
        """Do all once, so that the first edit finds templates compiled and modules loaded."""
        if slug := next(iter(self.loaded.editions[0].names), None):
            self.pages({article_paths(slug)[0]}, {f"{slug}/index.html"})

    def read(self, name: str) -> bytes:
        """The large parts of an article by their name."""
        return self.details.get(name) or self.stored(name)

    def pages(self, paths: Collection[str], wanted: Collection[str]) -> dict[str, bytes]:
        """Those of the wanted files of the output that the change of these files of the site makes anew, as far as that is sure."""
        matches = [_ARTICLE.fullmatch(path) for path in paths]
        articles = {(match[1], match[2] or "") for match in matches if match}
        if len(articles) != 1 or not all(matches):
            return {}
        slug, language = articles.pop()
        work = self.works.get(f"{language}/" if language else "")
        if work is None or slug not in work.site.own_articles():
            return {}
        wanted = {path for path in wanted if path.startswith(f"{work.site.folder}{slug}/")}
        files = _read(self.options.root, slug, language) if wanted else None
        return self.pages_of(files, wanted) if files else {}

    def pages_of(self, files: ArticleFiles, wanted: Collection[str]) -> dict[str, bytes]:
        """Return those of the wanted files of the output that an article would have with these texts, which need not be saved."""
        work, slug = self.works.get(f"{files.language}/" if files.language else ""), files.slug
        if work is None or slug not in work.site.own_articles():
            return {}
        with self.lock:
            return self._rendered(work, files, wanted)

    def dead_links(self, files: ArticleFiles, kept: Collection[str] = ()) -> list[str]:
        """Say which links of the site would lead nowhere with these texts of an article, as far as that is sure.

        `kept` are claims whose pages stay when they are deleted.
        """
        work, slug = self.works.get(""), files.slug
        if work is None or slug not in work.site.own_articles():
            return []
        with self.lock:
            self.details = {}
            (packed,) = prepare_all((self.loaded.source.dialect, self.put), [files])
            if not packed.summary or any(diagnostic.severity == ERROR for diagnostic in decode_diagnostics(packed.diagnostics)):
                return []
            summary, entry = decode_summary(self.details[packed.summary]), decode_entry(self.details[packed.summary])
        site = with_article(work.site, summary, entry)
        gone = {claim.id for claim in work.site.articles.entries[slug].claims if not entry.has_claim(claim.id) and claim.id not in kept}
        pages = {addresses.claim(slug, id) for id in gone}
        site = structs.replace(site, addresses={address: at for address, at in site.addresses.items() if address not in pages})
        dead = dict.fromkeys(dead_links(work.site, site, slug, self.loaded.source.media))
        return [f"{path} names the {'link' if kind == 'path' else kind} {id!r}, which would not be there." for path, kind, id in dead]

    def untold(
        self, before: Sequence[ArticleFiles], after: Sequence[ArticleFiles], sitewide: tuple[Speakers, Sources] = ({}, {})
    ) -> Outcome[bool]:
        """List what an edit of articles in one language would change of what readers have been told, with no word to them.

        `sitewide` are speakers and sources of the whole site that it changes. The value says whether all could be compared.
        """
        work = self.works.get(f"{after[0].language}/" if after[0].language else "")
        if work is None or not all(files.slug in work.site.own_articles() for files in after):
            return Outcome(False)
        record = record_in(work.site, self.loaded.source.sitewide.record, self.loaded.editions[0].site)
        speakers, sources = sitewide
        edited = {files.slug for files in after}
        slugs = {
            article
            for old, public in record.articles.items()
            if (article := destination(old, work.site.redirects, work.site.own_articles()))
            and (article in edited or public.speakers.keys() & speakers.keys() or public.sources.keys() & sources.keys())
        }
        if not slugs:
            return Outcome(True)
        site = structs.replace(
            work.site,
            speakers={**work.site.speakers, **speakers},
            sources={**work.site.sources, **source_summaries(sources)},
        )
        with self.lock:
            self.details = {}
            now = self._violations(slugs, site, record, after)
            already = {(item.code, item.message) for item in self._violations(slugs, work.site, record, before).diagnostics}
        return Outcome(now.value, tuple(item for item in now.diagnostics if (item.code, item.message) not in already))

    def _violations(
        self, slugs: Collection[str], site: LinkedSite, record: PublicRecord, articles: Sequence[ArticleFiles]
    ) -> Outcome[bool]:
        """List what articles say otherwise than readers were told, and whether those that are edited can be read."""
        edition = next(edition for edition in self.loaded.editions if edition.site.folder == site.folder)
        stored, edited = self.loaded.bodies(edition), dict[str, Body]()
        entries = []
        for packed in prepare_all((self.loaded.source.dialect, self.put), articles):
            if not packed.summary or any(item.severity == ERROR for item in decode_diagnostics(packed.diagnostics)):
                return Outcome(False)
            summary, entry = decode_summary(self.details[packed.summary]), decode_entry(self.details[packed.summary])
            entries.append(entry)
            site, edited[summary.slug] = with_article(site, summary, entry), decode_body(self.details[packed.details])
        if not all(all_there(site, entry, self.loaded.source.media) for entry in entries):
            return Outcome(False)

        def body_of(slug: str) -> Body:
            return edited[slug] if slug in edited else stored(slug)

        return Outcome(True, tuple(violations_in(slugs, record, site, body_of, self.loaded.locate)))

    def _rendered(self, work: Rendering, files: ArticleFiles, wanted: Collection[str]) -> dict[str, bytes]:
        slug = files.slug
        self.details = {}
        (packed,) = prepare_all((self.loaded.source.dialect, self.put), [files])
        if not packed.summary or any(diagnostic.severity == ERROR for diagnostic in decode_diagnostics(packed.diagnostics)):
            return {}
        summary, entry = decode_summary(self.details[packed.summary]), decode_entry(self.details[packed.summary])
        site = with_article(work.site, summary, entry)
        if not is_shown(summary, self.options, site.settings.zone) or not all_there(site, entry, self.loaded.source.media):
            return {}
        return dict(
            render(work.with_site(site, {**work.details, slug: packed.details}), Target("article", slug), b"".join, set(wanted)).files
        )

    def put(self, content: bytes) -> str:
        """Keep the parts of the article that was edited last."""
        name = digest(content)
        self.details[name] = content
        return name


def _read(root: Path, slug: str, language: str = "") -> ArticleFiles | None:
    markdown_path, sidecar_path = article_paths(slug, language)
    markdown, _ = read_text(root, markdown_path)
    has_sidecar = (root / sidecar_path).exists()
    sidecar = read_text(root, sidecar_path).value if has_sidecar else None
    original = _read(root, slug) if language else None
    if markdown is None or (has_sidecar and sidecar is None) or (language and original is None):
        return None
    return ArticleFiles(slug, markdown, sidecar, language, original)
