"""Holding the articles together: every id is looked up, answers are known at both ends, and what leads nowhere is reported."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from counterpoint.article.prepared import ClaimSummary, IndexEntry, Referral, SourceSummary, Summary
from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.model.site import SiteSettings
from counterpoint.model.speakers import Speaker
from counterpoint.outcome import Outcome
from counterpoint.reading.files import sidecar_beside
from counterpoint.reading.fragments import Fragments
from counterpoint.reading.markdown import Reference
from counterpoint.reading.validate import nearest
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.claim_list import ClaimListPage, claim_list
from counterpoint.site.history import has_changes, histories
from counterpoint.site.index import ArticlePages, ClaimKey, HeldPosition, SiteIndex, claim_has_page, index_site
from counterpoint.site.record import PublicChange, PublicRecord, once_public, removed_claims
from counterpoint.site.redirects import Redirect, read_redirects, with_pages_under
from counterpoint.site.search_parts import SearchPart, search_parts
from counterpoint.site.summaries import Selected, Summaries


class PageKinds(Protocol):
    """What linking asks of the kinds of page, which stand above it."""

    RESERVED: frozenset[str]
    """First parts of paths that no article or page may take."""

    FOLDERS: tuple[str, ...]
    """What the paths of files begin with, as regular expressions, that nobody can name beforehand."""

    def addresses(self, site: LinkedSite) -> Iterable[Address]:
        """Every address of a site to which authors may link."""

    def own_files(self, site: LinkedSite) -> Iterable[Address]:
        """Every file of a site that follows from ids."""


Locate = Callable[[str, tuple[str | int, ...]], Location]
"""Where a value of a site-wide file, or of an article's files, stands."""


class PlainPage(Struct, frozen=True):
    """A page such as 'about': its Markdown as HTML."""

    slug: str
    path: str
    title: str
    deck: str
    updated: str
    html: Fragments
    references: tuple[Reference, ...]
    fragments: tuple[str, ...]
    language: str = ""
    """That of a translation; empty for the original."""


SPEAKER_TEXTS = ("role", "bio", "interest")
"""What is said of speakers, and shown in the original's language where it is not translated."""


class TranslatedEdition(Struct, frozen=True):
    """A further language of a site: the folder of its pages in the output, such as `he/`, and the language of the original."""

    folder: str
    original: str


class LinkedSite(Struct, frozen=True):
    """All that holds across articles. Mappings keep authors' order; articles stand newest first."""

    settings: SiteSettings
    speakers: Mapping[str, Speaker]
    sources: Mapping[str, SourceSummary]
    articles: Summaries
    pages: Mapping[str, PlainPage]
    answered_by: Mapping[str, Mapping[str, tuple[ClaimKey, ...]]]
    """Article → claim → the claims that answer it."""
    by_speaker: Mapping[str, tuple[ClaimKey, ...]]
    holders: Mapping[str, tuple[HeldPosition, ...]]
    """Speaker → the positions that the speaker holds, by being named for them or by a claim."""
    approached: Mapping[str, tuple[str, ...]]
    """Speaker → the articles that tell how the speaker was asked for an answer."""
    members: Mapping[str, tuple[str, ...]]
    """Speaker → those who are affiliated with it."""
    by_topic: Mapping[str, tuple[str, ...]]
    """Topic → its articles; those without any topic stand under the empty one."""
    source_at: Mapping[str, str]
    """Address → the source of the whole site that is there."""
    used_media: Mapping[str, str]
    """Path of every image and download that articles and pages use → a file in which it is used."""
    addresses: Mapping[str, tuple[str, ...] | None]
    """Every address that an author may link to; with the fragments in it where they are known."""
    redirects: Mapping[str, Redirect]
    """Old path → where it leads."""
    removed: Mapping[str, tuple[str, ...]]
    """Article → its claims that were public once and are there no more."""
    history: Mapping[str, tuple[PublicChange, ...]] = field(default_factory=dict)
    """Article → what each release found changed in it, the oldest first."""
    translations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Article or page → the further languages in which it is there."""
    article_pages: Mapping[str, ArticlePages] = field(default_factory=dict)
    """Article → its pages. Of a further language there are translations alone."""
    corrected: Mapping[str, None] = field(default_factory=dict)
    """The articles that have corrections."""
    rated: Mapping[str, None] = field(default_factory=dict)
    """The articles that have a rated claim."""
    edition: TranslatedEdition | None = None
    """Where this is the site in a further language: which. Articles that are not translated stand in `articles` as the original."""
    untranslated: Mapping[str, str] = field(default_factory=dict)
    """Article or page that this edition lacks → the language of the original."""
    untranslated_speakers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Speaker → which texts of `SPEAKER_TEXTS` are still the original's."""
    redirects_elsewhere: Mapping[str, str] = field(default_factory=dict)
    """In the original: old paths in its further languages, and where they lead, with their folder."""
    claim_list: Mapping[str, ClaimListPage] = field(default_factory=dict)
    """The pages of the list of all claims, by number."""
    search_parts: Mapping[str, SearchPart] = field(default_factory=dict)
    """The parts of the search index, by number; none where the site has no search."""
    unpublished: Mapping[str, str] = field(default_factory=dict)
    """Article that is shown and not public → why: `draft` or `later`. Its pages say so, and no list for the public names them."""

    def href(self, address: str) -> str:
        """An address as a link on a page: with the path of the site before it. What this edition lacks is where the original is."""
        return self._base(address, self.settings.path) + address[1:]

    def url(self, address: str) -> str:
        """An address as an absolute URL. What this edition lacks is where the original is."""
        return self._base(address, self.settings.base_url) + address[1:]

    def _base(self, address: str, base: str) -> str:
        if self.edition is None or addresses.owner(address) not in self.untranslated:
            return base
        return base.removesuffix(self.edition.folder)

    @property
    def folder(self) -> str:
        """The folder of this edition in the output, such as `he/`; empty for the original."""
        return self.edition.folder if self.edition else ""

    def shared_url(self, address: str) -> str:
        """The absolute address of what all languages share, such as an image."""
        return self.settings.base_url.removesuffix(self.folder) + address[1:]

    def language_of_speaker(self, speaker: str, text: str) -> str:
        """The original's language, if that text about a speaker is not translated."""
        return self.edition.original if self.edition and text in self.untranslated_speakers.get(speaker, ()) else ""

    def language_of(self, slug: str) -> str:
        """The language of an article that this edition shows as the original, for want of a translation; empty for its own."""
        return self.untranslated.get(slug, "") if self.edition else ""

    def own_articles(self) -> Mapping[str, Summary]:
        """The articles that are here in the site's own language: without those shown as the original."""
        return Selected(self.articles, self.untranslated) if self.edition else self.articles

    def own_pages(self) -> Mapping[str, PlainPage]:
        """The plain pages that are here in the site's own language: without those shown as the original."""
        return {slug: page for slug, page in self.pages.items() if slug not in self.untranslated} if self.edition else self.pages

    def languages_of(self, address: str) -> tuple[str, ...]:
        """All languages in which there is a page at an address, the original's first; none where there is but one."""
        languages = self.settings.languages
        if not languages:
            return ()
        owner = addresses.owner(address)
        translations = self.translations.get(owner, ()) if owner in self.articles or owner in self.pages else tuple(languages)
        return (self.edition.original if self.edition else self.settings.language, *translations) if translations else ()

    def url_in(self, language: str, address: str) -> str:
        """The absolute address of a page in another language."""
        return self.settings.base_url.removesuffix(self.folder) + self._folder_of(language) + address[1:]

    def path_in(self, language: str, address: str) -> str:
        """A page in another language, as a link on a page: with the path of the site before it."""
        return self.settings.path.removesuffix(self.folder) + self._folder_of(language) + address[1:]

    def _folder_of(self, language: str) -> str:
        return f"{language}/" if language in self.settings.languages else ""

    def source(self, slug: str, source_id: str) -> SourceSummary:
        """A source as an article means it: its own, else the site's. Without an article, the site's."""
        return self.source_in(self.articles[slug], source_id) if slug else self.sources[source_id]

    def source_in(self, summary: Summary, source_id: str) -> SourceSummary:
        """A source as an article means it, by the article's summary."""
        for own_id, source in summary.sources:
            if own_id == source_id:
                return source
        return self.sources[source_id]

    def source_by_address(self, slug: str, address: str) -> str:
        """The id of the source that is at an address, as an article means it; empty if none is."""
        return self.source_at.get(address) or next((id for id, source in self.articles[slug].sources if source.url == address), "")

    def answers_to(self, key: ClaimKey) -> tuple[ClaimKey, ...]:
        """The claims that answer a claim."""
        return self.answered_by.get(key[0], {}).get(key[1], ())

    def claim(self, key: ClaimKey) -> ClaimSummary:
        """A claim by its key."""
        claim = self.articles[key[0]].claim(key[1])
        assert claim is not None
        return claim

    def claim_has_page(self, claim: ClaimSummary) -> bool:
        """Whether the site's settings give a claim a page of its own."""
        return claim_has_page(self.settings, rated=bool(claim.rating))

    def claim_address(self, slug: str, claim: ClaimSummary) -> str:
        """Where a claim of an article is best read: in the article, on its own page, in the side-by-side view, or on its speaker's page."""
        if claim.number:
            return addresses.claim_in_article(slug, claim.id)
        if self.claim_has_page(claim):
            return addresses.claim(slug, claim.id)
        if self.articles[slug].has_sides:
            return addresses.sides(slug, claim.issues[0] if claim.issues else "")
        return addresses.speaker(claim.speaker)


class Unreadable(Struct, frozen=True):
    """What is there and cannot be read. References to it are not reported: the mistakes of its own file say so."""

    articles: frozenset[str] = frozenset()
    """The names of articles."""
    kinds: frozenset[str] = frozenset()
    """`speaker` or `source`, where the file that defines all of them cannot be read."""

    def covers(self, kind: str, article: str) -> bool:
        """Whether a reference of some kind, to an article if it is to one, is to something that cannot be read."""
        return kind in self.kinds or (kind in {"article", "claim"} and article in self.articles)


class LinkInputs(Struct, frozen=True):
    """What is linked into one site: what authors wrote, prepared, in one language.

    In another language than the original's, `articles` and `pages` are translations, and originals of what is not translated.
    """

    settings: SiteSettings
    speakers: Mapping[str, Speaker]
    sources: Mapping[str, SourceSummary]
    articles: Summaries
    """The articles that this build shows, newest first. Linking looks at their entry alone."""
    pages: Mapping[str, PlainPage]
    media: frozenset[str]
    record: PublicRecord
    """What is public."""
    unreadable: Unreadable = Unreadable()
    edition: TranslatedEdition | None = None
    """The language, where it is not the original's."""
    fallback_addresses: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    """The addresses of the original site, to which translations may link as well."""
    unpublished: Mapping[str, str] = field(default_factory=dict)
    """Article that is shown and not public → why: `draft` or `later`."""


def link(inputs: LinkInputs, locate: Locate, referrals_of: Callable[[str], Iterable[Referral]], kinds: PageKinds) -> Outcome[LinkedSite]:
    """Link what is published in one language into one site.

    `locate(path of a file, path in it)` finds the place of what has to be reported. `referrals_of(slug)` gives the places where an article
    names things; it is called only for an article that names something that does not exist. `kinds` knows the addresses of pages.
    """
    settings, edition, pages, entries = inputs.settings, inputs.edition, inputs.pages, inputs.articles.entries
    index = index_site(entries, settings, inputs.speakers, inputs.sources, edition is not None)
    diagnostics = _defined_twice(index, locate)
    named_by = [(slug, entries[slug].path, paths) for slug, paths in index.redirects.items() if slug in index.pages]
    redirects, mistakes = read_redirects(named_by, settings, locate)
    if edition is None:
        diagnostics += [*_address_mistakes(entries, pages, settings, kinds.RESERVED), *mistakes]
    own_articles = [slug for slug in inputs.articles if (slug in index.translated) == bool(edition)]
    own_pages = {slug: page for slug, page in pages.items() if bool(page.language) == bool(edition)}
    history = histories(inputs.record, own_articles, redirects, entries)
    untranslated = (inputs.articles.keys() | pages.keys()) - index.pages.keys() - own_pages.keys()
    searched = (slug for slug in inputs.articles if slug not in inputs.unpublished)
    site = LinkedSite(
        settings=settings,
        speakers=index.speakers,
        sources=inputs.sources,
        articles=inputs.articles,
        pages=pages,
        answered_by=index.answered,
        by_speaker={id: tuple(keys) for id, keys in index.spoken.items()},
        holders={id: tuple(held.values()) for id, held in index.holders.items()},
        approached={id: tuple(slugs) for id, slugs in index.approached.items()},
        members=_members(index.speakers),
        by_topic={id: tuple(slugs) for id, slugs in index.topics.items()},
        source_at={source.url: id for id, source in reversed([*inputs.sources.items()]) if source.url},
        used_media=_used_media(index, own_pages.values()),
        addresses={},
        redirects={},
        removed=removed_claims(inputs.record, own_articles, entries, redirects),
        history=history,
        article_pages={
            slug: replace(article, changed=article.changed or has_changes(history.get(slug, ()))) for slug, article in index.pages.items()
        },
        corrected=index.corrected,
        rated=index.rated,
        edition=edition,
        untranslated=dict.fromkeys(sorted(untranslated), edition.original) if edition else {},
        claim_list=claim_list({slug: count for slug, count in index.claim_counts.items() if slug not in inputs.unpublished}),
        search_parts=search_parts(searched, index.speakers, inputs.sources) if settings.search else {},
        unpublished=inputs.unpublished,
    )
    addresses = {address.address: address.fragments for address in kinds.addresses(site)}
    site = replace(site, addresses=addresses, redirects=with_pages_under(redirects, addresses, inputs.record.addresses))
    checker = _Checker(site, inputs.media, locate, referrals_of, inputs.fallback_addresses, inputs.unreadable, inputs.record)
    return Outcome(site, (*diagnostics, *checker.check(index)))


def _used_media(index: SiteIndex, pages: Iterable[PlainPage]) -> dict[str, str]:
    """Path of every image and download that articles and pages use → the first file in which it is used."""
    used = dict(index.media)
    for page in pages:
        for ref in page.references:
            if ref.kind == "media":
                used.setdefault(ref.id, page.path)
    return used


def _members(speakers: Mapping[str, Speaker]) -> dict[str, tuple[str, ...]]:
    members: dict[str, tuple[str, ...]] = {}
    for id, speaker in speakers.items():
        if speaker.affiliation:
            members[speaker.affiliation] = (*members.get(speaker.affiliation, ()), id)
    return members


def _defined_twice(index: SiteIndex, locate: Locate) -> list[Diagnostic]:
    diagnostics = []
    for path, id in index.other_details:
        message = f"the speaker {id!r} is defined elsewhere too, with other details"
        help = "keep one definition, in content/speakers.yml"
        diagnostics.append(Diagnostic("id-duplicate", ERROR, locate(sidecar_beside(path), ("speakers", id)), message, help))
    for path, id in index.twice:
        message = f"the source {id!r} is in content/sources.yml too"
        place = locate(sidecar_beside(path), ("sources", id))
        diagnostics.append(Diagnostic("id-duplicate", ERROR, place, message, "keep one, or rename one"))
    return diagnostics


def published_media(sites: Sequence[LinkedSite]) -> dict[str, str]:
    """The path of every image and download that is published → a file in which it is used. `sites` has one for each language."""
    used: dict[str, str] = {}
    site = sites[0]
    for edition in sites:
        used = {**edition.used_media, **used}
    for speaker in site.speakers.values():
        if speaker.image:
            used.setdefault(speaker.image, "content/speakers.yml")
    for path in (site.settings.theme.logo, site.settings.publisher and site.settings.publisher.logo):
        if path:
            used.setdefault(path, "site.yml")
    return used


def with_article(site: LinkedSite, summary: Summary, entry: IndexEntry) -> LinkedSite:
    """Put one article, as it is now, into a linked site. What only other articles' pages show of it may still be as it was."""
    slug = summary.slug
    answers = {id: [key for key in keys if key[0] != slug] for id, keys in site.answered_by.get(slug, {}).items()}
    for claim in summary.claims:
        for article, id in claim.responds_to:
            if article == slug:
                answers.setdefault(id, []).append((slug, claim.id))
    return replace(
        site,
        articles=site.articles.with_one(summary, entry),
        speakers={**site.speakers, **dict(summary.speakers)},
        answered_by={**site.answered_by, slug: {id: tuple(keys) for id, keys in answers.items()}},
        addresses={**site.addresses, addresses.article(slug): entry.fragments},
    )


def all_there(site: LinkedSite, entry: IndexEntry, media: frozenset[str]) -> bool:
    """Whether everything is there that an article names."""
    checker = _Checker(site, media, lambda path, where: Location(path), lambda slug: (), {}, Unreadable(), PublicRecord())
    return checker.all_there(entry)


_LINKS = {"article", "claim", "path"}


def dead_links(before: LinkedSite, after: LinkedSite, slug: str, media: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """Yield what an edit of one article makes of links: the path of the file that names something, and the kind and id of that.

    Only what was there before the edit, or was not named before it: other dead links are not the edit's.
    """

    def checker(site: LinkedSite) -> _Checker:
        return _Checker(site, media, lambda path, where: Location(path), lambda slug: (), {}, Unreadable(), PublicRecord())

    old, new = checker(before), checker(after)
    was, now = before.articles.entries[slug], after.articles.entries[slug]
    for kind, id in now.mentions:
        if kind in _LINKS and not new.exists(kind, id, slug) and ((kind, id) not in was.mentions or old.exists(kind, id, slug)):
            yield now.path, kind, id
    is_less = set(was.fragments) - set(now.fragments) or any(not now.has_claim(claim.id) for claim in was.claims)
    if not is_less:
        return
    others = [(entry.slug, entry.path, entry.mentions) for other, entry in before.articles.entries.items() if other != slug]
    others += [("", page.path, tuple((ref.kind, ref.id) for ref in page.references)) for page in before.pages.values()]
    for other, path, mentions in others:
        for kind, id in mentions:
            if kind in _LINKS and not new.exists(kind, id, other) and old.exists(kind, id, other):
                yield path, kind, id


def _address_mistakes(
    articles: Mapping[str, IndexEntry],
    pages: Mapping[str, PlainPage],
    settings: SiteSettings,
    reserved: frozenset[str],
) -> Iterator[Diagnostic]:
    for slug, path in [(slug, f"content/articles/{slug}.md") for slug in articles] + [(p.slug, p.path) for p in pages.values()]:
        if slug in reserved or slug in settings.languages:
            yield Diagnostic(
                "slug-duplicate",
                ERROR,
                Location(path),
                f"/{slug}/ is an address that the site itself uses",
                "rename the file",
            )
    for slug in articles.keys() & pages.keys():
        message = f"{pages[slug].path} and {articles[slug].path} would both be /{slug}/"
        yield Diagnostic("slug-duplicate", ERROR, Location(pages[slug].path), message, "rename one of them")


MOST_COMPARED = 10_000_000
"""Names that are compared with those which are not there, to say what may be meant."""


class _Checker:
    """Looks up everything that is referred to."""

    def __init__(
        self,
        site: LinkedSite,
        media: frozenset[str],
        locate: Locate,
        referrals_of: Callable[[str], Iterable[Referral]],
        fallback_addresses: Mapping[str, tuple[str, ...] | None],
        unreadable: Unreadable,
        record: PublicRecord,
    ) -> None:
        self.site, self.media, self.locate, self.referrals_of, self.record = site, media, locate, referrals_of, record
        self.entries = site.articles.entries
        self.compared = 0
        self.addresses: Mapping[str, tuple[str, ...] | None] = (
            {**fallback_addresses, **site.addresses} if fallback_addresses else site.addresses
        )
        self.unreadable = unreadable
        self.diagnostics: list[Diagnostic] = []

    def check(self, index: SiteIndex) -> list[Diagnostic]:
        """Report every reference to something that does not exist."""
        self.check_articles(index)
        self.check_pages()
        self.check_speakers()
        self.check_settings()
        return self.diagnostics

    def check_articles(self, index: SiteIndex) -> None:
        """Look up what articles name: one article at a time only where one of them must name something that does not exist."""
        is_suspect = not all(self.exists(kind, id, "") for kind, id in index.mentioned)
        for slug in self.entries if is_suspect else index.with_local_mentions:
            if not self.all_there(self.entries[slug]):
                for referral in self.referrals_of(slug):
                    self.look_up(referral, slug, self.entries[slug].path)

    def check_pages(self) -> None:
        """Look up what plain pages name."""
        for page in self.site.pages.values():
            for ref in page.references:
                if ref.kind == "term" or (ref.kind == "claim" and "#" not in ref.id):
                    continue  # a plain page has none, which was said when it was read
                self.look_up(Referral(ref.kind, ref.id, ref.location), "", page.path)

    def check_speakers(self) -> None:
        """Look up the affiliations and images of speakers."""
        path = "content/speakers.yml"
        for id, speaker in self.site.speakers.items():
            if speaker.affiliation and speaker.affiliation not in self.site.speakers:
                self.look_up(Referral("speaker", speaker.affiliation, self.locate(path, (id, "affiliation"))), "", path)
            if speaker.image and speaker.image not in self.media:
                self.look_up(Referral("media", speaker.image, self.locate(path, (id, "image"))), "", path)

    def check_settings(self) -> None:
        """Look up the links and images in site.yml."""
        settings = self.site.settings
        for old, new in settings.redirects.items():
            self.setting_link(new, ("redirects", old))
        for number, item in enumerate(settings.navigation):
            self.setting_link(item.url, ("navigation", number, "url"))
        if settings.rating_help:
            self.setting_link(settings.rating_help, ("rating_help",))
        if settings.verbs_of_saying and settings.verbs_of_saying not in self.site.pages:
            path = addresses.article(settings.verbs_of_saying)
            advice = self.nearest(settings.verbs_of_saying, self.site.pages)
            self.report("link-broken", Referral("path", path, ("verbs_of_saying",)), "site.yml", f"there is no plain page {path}", advice)
        if settings.support:
            self.setting_link(settings.support.url, ("support", "url"))
        for image, where in [
            (settings.theme.logo, ("theme", "logo")),
            (settings.publisher and settings.publisher.logo, ("publisher", "logo")),
        ]:
            if image and image not in self.media:
                self.look_up(Referral("media", image, self.locate("site.yml", where)), "", "site.yml")

    def setting_link(self, url: str, where: tuple[str | int, ...]) -> None:
        if url.startswith("/"):
            self.look_up(Referral("path", url, where), "", "site.yml")

    def all_there(self, entry: IndexEntry) -> bool:
        """Whether everything is there that an article names."""
        return all(self.exists(kind, id, entry.slug) for kind, id in entry.mentions)

    def exists(self, kind: str, target: str, slug: str) -> bool:
        """Whether what an article (or, with no slug, another file) names is there."""
        site = self.site
        match kind:
            case "url":
                return True
            case "speaker":
                return target in site.speakers
            case "source":
                return target in site.sources or (slug in self.entries and target in self.entries[slug].sources)
            case "topic":
                return target in site.settings.topics
            case "rating":
                return target in site.settings.ratings
            case "media":
                return target in self.media
            case "interlude":
                return not self.other_speaker(target)
            case "removed-claim":
                return target in site.removed.get(slug, ())
            case "removed-issue" | "removed-position":
                key = "answers" if kind == "removed-issue" else "positions"
                return any(target in getattr(public, key) for public in once_public(self.record, slug, site.redirects, self.entries))
            case "article" | "claim":
                article, claim = _target(kind, target, slug)
                entry = self.entries.get(article)
                if entry is None or not claim:
                    return entry is not None
                return claim in entry.fragments if kind == "article" else entry.has_claim(claim)
            case "path":
                address, fragment = _path(target, slug)
                if not address:
                    return True
                if address not in self.addresses:
                    return False
                fragments = self.addresses[address]
                return not fragment or fragments is None or fragment in fragments
        raise AssertionError(kind)

    def other_speaker(self, interlude: str) -> str:
        """The id of another speaker whom the article names before it quotes on; empty where it names the claim's own, too."""
        own, _, between = interlude.partition("\n")
        speakers = self.site.speakers
        if own in speakers and _is_named(speakers[own], between):
            return ""
        return next((id for id, speaker in speakers.items() if id != own and _is_named(speaker, between)), "")

    def is_unreadable(self, ref: Referral, slug: str) -> bool:
        """Whether a reference is to something that is there, and cannot be read."""
        article, _ = _target(ref.kind, ref.id, slug)
        return self.unreadable.covers(ref.kind, article)

    def look_up(self, ref: Referral, slug: str, path: str) -> None:
        """Report what is not there."""
        if self.exists(ref.kind, ref.id, slug) or self.is_unreadable(ref, slug):
            return
        site = self.site
        match ref.kind:
            case "removed-issue" | "removed-position":
                name = ref.kind.removeprefix("removed-")
                there = self.entries[slug].issues if name == "issue" else [position.id for position in self.entries[slug].positions]
                message = f"there is no {name} {ref.id!r} in {path.removesuffix('.md')}.yml, and none was public"
                self.report("id-unknown", ref, path, message, self.nearest(ref.id, there))
            case "interlude":
                between, other = ref.id.partition("\n")[2], self.other_speaker(ref.id)
                message = f"the text takes words from before and after {between!r}, and {other!r} is another speaker"
                help = (
                    "leave the other's words out; if both are the speaker's, quote each place by itself: `quote: [the first, the second]`"
                )
                self.report("text-two-speakers", ref, path, message, help)
            case "media":
                help = self.nearest(ref.id, self.media) or "copy it to content/media"
                self.report("image-missing", ref, path, f"there is no file content/{ref.id}", help)
            case "removed-claim":
                message = f"there is no claim {ref.id!r} in {sidecar_beside(path)}, and none was public"
                self.report("id-unknown", ref, path, message, self.nearest(ref.id, [claim.id for claim in self.entries[slug].claims]))
            case "article" | "claim":
                article, claim = _target(ref.kind, ref.id, slug)
                entry = self.entries.get(article)
                if entry is None:
                    # An article does not mean itself; and the one that is meant may be there, and not be public.
                    hint = self.nearest(article, [other for other in self.entries if other != slug])
                    help = "\n".join(filter(None, [hint, "a draft, an article of a later date and one with mistakes are not published"]))
                    self.report("id-unknown", ref, path, f"there is no published article {article!r}", help)
                elif ref.kind == "claim":
                    message = f"there is no claim {claim!r} in {entry.path}"
                    self.report("id-unknown", ref, path, message, self.nearest(claim, [item.id for item in entry.claims]))
                else:
                    message = f"the article {article!r} has nothing called #{claim}"
                    self.report("link-broken", ref, path, message, self.nearest(claim, sorted(entry.fragments)))
            case "path":
                target, fragment = _path(ref.id, slug)
                if target not in self.addresses:
                    close = self.nearest(target, [address for address in self.addresses if address != f"/{slug}/"])
                    help = close if close.startswith("did you mean") else ""
                    self.report("link-broken", ref, path, f"there is no page {target}", help)
                else:
                    help = self.nearest(fragment, sorted(self.addresses[target] or ()))
                    self.report("link-broken", ref, path, f"{target} has nothing called #{fragment}", help)
            case "speaker":
                self.unknown(ref, path, "content/speakers.yml", site.speakers)
            case "source":
                sources = [*(self.entries[slug].sources if slug in self.entries else ()), *site.sources]
                self.unknown(ref, path, "the article's sources or content/sources.yml", sources)
            case "topic" | "rating":
                ids = [*(site.settings.topics if ref.kind == "topic" else site.settings.ratings)]
                self.unknown(ref, path, f"the {ref.kind}s of site.yml", ids)

    def unknown(self, ref: Referral, path: str, where: str, ids: Collection[str]) -> None:
        self.report("id-unknown", ref, path, f"there is no {ref.kind} {ref.id!r} in {where}", self.nearest(ref.id, ids))

    def nearest(self, word: str, words: Collection[str]) -> str:
        """Say what may be meant by a word, until so much has been compared that it would take long."""
        self.compared += len(words)
        return nearest(word, words) if self.compared <= MOST_COMPARED else ""

    def report(self, code: str, ref: Referral, path: str, message: str, advice: str) -> None:
        if isinstance(ref.where, Location):
            location = ref.where
        elif ref.where and ref.where[0] != "---" and path.endswith(".md"):
            location = self.locate(sidecar_beside(path), ref.where)
        else:
            location = self.locate(path, ref.where)
        self.diagnostics.append(Diagnostic(code, ERROR, location, message, advice))


def _is_named(speaker: Speaker, text: str) -> bool:
    """Whether a text has a speaker's name, or of a person's the first or the last part. Hebrew and Arabic write 'and' together with it."""
    names = {speaker.name, *speaker.names}
    if speaker.kind in {"person", None}:
        names |= {part for name in (speaker.name, *speaker.names) for part in (name.split()[0], name.split()[-1]) if len(part) > 2}
    alternatives = "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))
    return bool(re.search(rf"(?<!\w)[ולבהשכמوفبل]?(?:{alternatives})(?!\w)", text))


def _target(kind: str, name: str, slug: str) -> tuple[str, str]:
    """(article, claim or fragment) of a reference; a claim without an article is one of the same."""
    article, _, inside = name.partition("#")
    return (slug, name) if kind == "claim" and "#" not in name else (article, inside)


def _path(name: str, slug: str) -> tuple[str, str]:
    """(address, fragment) of a path as it is written in an article; no address where it cannot lead elsewhere."""
    target, _, fragment = name.partition("#")
    if not target.startswith("/"):
        target = addresses.article(target or slug) if (target or slug) else ""
    return target, fragment
