"""Readers who were told one thing, and now find another, are told so: what is on record as public changes only with a correction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from anyascii import anyascii
from msgspec.structs import replace

from counterpoint.article.prepared import AnswerBody, ApproachSummary, ApprovalSummary, Body, ClaimSummary, Summary
from counterpoint.article.unfinished import PLACEHOLDER, gist, unfinished
from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.reading.files import article_paths, sidecar_beside
from counterpoint.reading.fragments import plain, same_words
from counterpoint.site import addresses
from counterpoint.site.link import LinkedSite, Locate
from counterpoint.site.record import (
    PublicAnswer,
    PublicApproach,
    PublicArticle,
    PublicClaim,
    PublicCorrection,
    PublicRecord,
    PublicSource,
    claim_at,
    destination,
)

Told = str | tuple[str, ...]
Change = tuple[str, Told, Told]
"""(key, what was told, what is told now)."""
Bodies = Callable[[str], Body]
"""The large parts of articles, by slug."""


def record_of(site: LinkedSite, body_of: Bodies) -> PublicRecord:
    """What a site makes public. Old addresses that lead on, and claims that were removed, stay on record."""
    articles = {slug: _article(site, summary, body_of(slug)) for slug, summary in site.own_articles().items()}
    return PublicRecord(frozenset(site.addresses) | frozenset(site.redirects), articles)


def _article(site: LinkedSite, summary: Summary, body: Body) -> PublicArticle:
    labels = [position.id for position in summary.positions]
    rows = zip(summary.issues, body.issues, strict=True)
    answers = {issue.id: {id: _answer(answer) for id, answer in zip(labels, row.answers, strict=True)} for issue, row in rows}
    speakers = {claim.speaker for claim in summary.claims}
    speakers |= {answer.speaker for row in answers.values() for answer in row.values() if answer.speaker}
    return PublicArticle(
        claims={claim.id: _claim(site, claim, summary, body) for claim in summary.claims},
        removed=site.removed.get(summary.slug, ()),
        corrections=_corrections(summary),
        positions={position.id: position.label for position in summary.positions},
        holders={position.id: position.speakers for position in summary.positions if position.speakers},
        speakers={id: site.speakers[id].name for id in sorted(speakers)},
        answers=answers,
        approvals={name: (approved.recorded, digest) for name, approved, digest in _wordings(summary, body) if approved},
        weights={
            issue.id: (row.weight.evidence, row.weight.agreement, *sorted(row.weight.sources))
            for issue, row in zip(summary.issues, body.issues, strict=True)
            if row.weight
        },
        approaches=tuple(_approach(item) for item in summary.approaches if item.date),
        questions={issue.id: same_words(issue.question) for issue in summary.issues},
        sources={} if site.edition else _sources(site, summary, answers),
    )


def _sources(site: LinkedSite, summary: Summary, answers: Mapping[str, Mapping[str, PublicAnswer]]) -> dict[str, PublicSource]:
    """The sources that claims and answers cite."""
    cited = {item.source for claim in summary.claims for item in claim.evidence}
    cited |= {claim.appears_in for claim in summary.claims if claim.appears_in}
    cited |= {answer.source for row in answers.values() for answer in row.values() if answer.source}
    return {id: PublicSource(same_words(source.title), source.url) for id in sorted(cited) for source in [site.source_in(summary, id)]}


def _claim(site: LinkedSite, claim: ClaimSummary, summary: Summary, body: Body) -> PublicClaim:
    rating = site.settings.ratings.get(claim.rating)
    return PublicClaim(
        quotes=tuple(same_words(passage.exact) for passage in body.claims[claim.id].passages),
        text=same_words(claim.text),
        speaker=claim.speaker,
        position=summary.positions[claim.voice - 1].id if claim.voice else "",
        rating=claim.rating,
        rating_label=rating.label if rating else "",
        rating_value=_place_on_scale(site, rating.value) if rating and rating.value is not None else "",
        evidence=tuple(sorted({(item.source, item.stance) for item in claim.evidence})),
        reviewer=claim.reviewed_by,
        issues=claim.issues,
        responds_to=tuple(f"{slug}#{id}" for slug, id in claim.responds_to),
        own_words=claim.own_words,
        appears_in=claim.appears_in,
    )


def _name_gist(name: str) -> str:
    """What is alike of two names that readers could take for one: letters of any alphabet by their sound, without case and signs."""
    return gist(anyascii(name))


def _place_on_scale(site: LinkedSite, value: float) -> str:
    worst, best = site.settings.rating_range or (0.0, 0.0)
    return f"{value:g} of {worst:g} to {best:g}"


def _answer(answer: AnswerBody) -> PublicAnswer:
    return PublicAnswer(answer.state, plain(answer.answer), same_words(answer.words), answer.speaker, answer.source)


def _wordings(summary: Summary, body: Body) -> Iterator[tuple[str, ApprovalSummary | None, str]]:
    """(name, approval, digest) of the words of every position and answer."""
    for position in summary.positions:
        yield position.id, position.approved, position.wording
    for issue, row in zip(summary.issues, body.issues, strict=True):
        for position, answer in zip(summary.positions, row.answers, strict=True):
            yield f"{issue.id}/{position.id}", answer.approved, answer.wording


def _approach(item: ApproachSummary) -> PublicApproach:
    return PublicApproach(
        date=item.date,
        channel=item.channel,
        speaker=item.speaker,
        position=item.position,
        claims=item.claims,
        issues=item.issues,
        deadline=item.deadline,
        outcome=item.outcome,
        replied=item.replied,
        reply=plain(item.reply),
    )


def _corrections(summary: Summary) -> tuple[PublicCorrection, ...]:
    return tuple(
        sorted(PublicCorrection(item.date, item.claim, item.issue, item.position, plain(item.text)) for item in summary.corrections)
    )


def violations(record: PublicRecord, site: LinkedSite, body_of: Bodies, locate: Locate, path: str) -> Iterator[Diagnostic]:
    """What has changed since the release with no word to readers. `path` is the record's file."""
    articles = site.own_articles()
    yield from violations_in(articles, record, site, body_of, locate, path)
    gone = {addresses.article(old) for old in record.articles if not destination(old, site.redirects, articles)}
    untold = {
        slug for slug, public in record.articles.items() if public.corrections and slug in articles and not articles[slug].corrections
    }
    histories = {addresses.history(slug) for slug in untold}
    for address in sorted(record.addresses - site.addresses.keys() - site.redirects.keys()):
        if address.startswith("/embed/") or address in histories:
            continue  # its claim's page is reported, or the corrections that it listed
        owner = f"/{address.split('/')[1]}/"
        if address != owner and owner in record.addresses - site.addresses.keys():
            continue  # one word on the article that is gone, not one on each of its pages
        what = "the article at " if owner in gone else ""
        address = f"/{site.folder}{address[1:]}"
        message = f"{what}{address} is public, and would be gone"
        help = f"lead readers on: `redirects: [{address}]` in an article's front matter, or `redirects: {{{address}: /…/}}` in site.yml"
        if site.edition:
            help = f"keep the translation, or lead readers on: `redirects: {{{address}: /…/}}` in site.yml"
        yield Diagnostic("address-removed", ERROR, Location(path), message, help)


def violations_in(
    slugs: Collection[str], record: PublicRecord, site: LinkedSite, body_of: Bodies, locate: Locate, path: str = "published.json"
) -> Iterator[Diagnostic]:
    """What has changed since the release in some articles, and in those that are gone, without addresses."""
    comparison = _Comparison(record, site, body_of, locate, path)
    articles = site.own_articles()
    for old, public in sorted(record.articles.items()):
        slug = destination(old, site.redirects, articles)
        if slug in slugs:
            yield from comparison.article(old, public, slug)
        elif not slug and addresses.article(old) in site.redirects:
            yield from comparison.gone(old, public)


@dataclass
class _Comparison:
    """Holds what readers are told now against what they have been told."""

    record: PublicRecord
    site: LinkedSite
    body_of: Bodies
    locate: Locate
    path: str
    """The record's file."""

    def article(self, old: str, public: PublicArticle, slug: str) -> Iterator[Diagnostic]:
        """An article that is there, maybe under another address."""
        site, summary, body = self.site, self.site.articles[slug], self.body_of(slug)
        sidecar = _sidecar(summary)
        present = _article(site, summary, body)
        yield from self.corrections(public, present, sidecar)
        new = self.new_corrections(slug)
        corrected = {item.claim for item in new}
        for id, claim in public.claims.items():
            if id not in corrected:
                yield from self.claim(old, id, claim, slug, public)
        for id in public.removed:
            if id in present.claims and id not in corrected:
                message = f"the claim {id!r} was removed after publication, and would be back"
                help = _how(sidecar, f"claim: {id}", "This claim was removed, and stands again.")
                yield Diagnostic("claim-changed", ERROR, self.locate(sidecar, ("claims", id)), message, help)
        yield from self.labels(public, present, new, sidecar)
        yield from self.holders(public, present, new, sidecar)
        yield from self.names(public)
        yield from self.questions(public, present, new, sidecar)
        yield from self.answers(public, present, new, sidecar)
        yield from self.approaches(public, present, new, sidecar)
        yield from self.approvals(public, present, new, summary, body)
        yield from self.weights(public, present, new, sidecar)

    @cached_property
    def own_articles(self) -> Mapping[str, Summary]:
        """The articles of this language."""
        return self.site.own_articles()

    @cached_property
    def recorded(self) -> Mapping[str, list[PublicCorrection]]:
        """Article → the corrections on record, of it or of one that has become it."""
        recorded: dict[str, list[PublicCorrection]] = {}
        for old, article in self.record.articles.items():
            recorded.setdefault(destination(old, self.site.redirects, self.own_articles), []).extend(article.corrections)
        return recorded

    @cached_property
    def by_words(self) -> Mapping[str, list[tuple[str, str]]]:
        """Text of a claim → (article, claim id) of those that read so."""
        places: dict[str, list[tuple[str, str]]] = {}
        for summary in self.own_articles.values():
            for claim in summary.claims:
                places.setdefault(same_words(claim.text), []).append((summary.slug, claim.id))
        return places

    def new_corrections(self, slug: str) -> list[PublicCorrection]:
        """An article's corrections that are not on record. To list one twice, or in another case, tells readers nothing new."""
        recorded = [replace(item, text=gist(item.text) if _says_something(item) else "") for item in self.recorded.get(slug, ())]
        present = {replace(item, text=gist(item.text)): item for item in _corrections(self.site.articles[slug])}
        untold = Counter(item for item in recorded if not item.text)  # their texts are not on record, or were never completed
        new = []
        for key in sorted(present.keys() - set(recorded)):
            if untold[replace(key, text="")]:
                untold[replace(key, text="")] -= 1
            else:
                new.append(present[key])
        return new

    def corrections(self, public: PublicArticle, present: PublicArticle, sidecar: str) -> Iterator[Diagnostic]:
        """Corrections stay, word for word."""
        left = Counter(present.corrections)
        unmatched = []
        for item in public.corrections:
            if left[item]:
                left[item] -= 1
            else:
                unmatched.append(item)
        for item in unmatched:
            same = next((other for other in left if left[other] and replace(other, text="") == replace(item, text="")), None)
            if same:
                left[same] -= 1
            if same and not _says_something(item):
                continue  # an older record, which does not hold the text, or a text that has to be completed
            about = next((f" to the {kind} {id!r}" for kind in ("claim", "issue", "position") if (id := getattr(item, kind))), "")
            would = f"would read {same.text!r} for {item.text!r}" if same else "would be gone"
            help = "keep it word for word: corrections are not taken back; what was wrong with one is a further correction"
            message = f"the correction of {item.date}{about} is public, and {would}"
            yield Diagnostic("correction-removed", ERROR, self.locate(sidecar, ("corrections",)), message, help)

    def claim(self, old: str, claim_id: str, public: PublicClaim, slug: str, article: PublicArticle) -> Iterator[Diagnostic]:
        """A claim of an article that is there."""
        there = self.followed(old, claim_id, public, slug)
        if there is None:
            sidecar = _sidecar(self.site.articles[slug])
            message, help = f"the claim {claim_id!r} is public, and would be gone", self.removal(sidecar, claim_id, public, article)
            yield Diagnostic("claim-removed", ERROR, self.locate(sidecar, ("claims",)), message, help)
            return
        for place in dict.fromkeys((there, *self.led_to(old, claim_id))):
            yield from self.compared(claim_id, public, place, article, elsewhere=place[0] != slug)

    def followed(self, old: str, claim_id: str, public: PublicClaim, slug: str) -> tuple[str, str] | None:
        """Where a public claim is now, as (article, claim id): by its id in its article, where its address leads, or, where its article has
        moved or is gone, by its words."""
        if slug and self.own_articles[slug].claim(claim_id):
            return slug, claim_id
        if places := self.led_to(old, claim_id):
            return places[0]
        if slug == old:
            return None
        places = self.by_words.get(public.text, [])
        return next((place for place in places if place[0] == slug), places[0] if places else None)

    def led_to(self, old: str, claim_id: str) -> list[tuple[str, str]]:
        """The claims to which readers of a claim's page, or of its frame, are led on, as (article, claim id)."""
        redirects = map(self.site.redirects.get, (addresses.claim(old, claim_id), addresses.embed(old, claim_id)))
        places = dict.fromkeys(claim_at(redirect.new) for redirect in redirects if redirect)
        return [(slug, other) for slug, other in places if slug in self.own_articles and self.own_articles[slug].claim(other)]

    def compared(
        self, claim_id: str, public: PublicClaim, there: tuple[str, str], article: PublicArticle, *, elsewhere: bool
    ) -> Iterator[Diagnostic]:
        """What is told of a claim now, against what was told. In another article a position may have another id, under the same label."""
        slug, now = there
        summary = self.site.articles[slug]
        claim = summary.claim(now)
        assert claim is not None
        corrected = {item.claim for item in self.new_corrections(slug)}
        if {claim_id, now} & corrected:
            return
        present = _claim(self.site, claim, summary, self.body_of(slug))
        if public.text in public.quotes and present.text in present.quotes:  # it reads as quoted: one word on it is enough
            present = replace(present, text=public.text)
        position = present.position
        if elsewhere:
            label = next((item.label for item in summary.positions if item.id == position), "")
            position = public.position if label == article.positions.get(public.position, "") else position
        changes: list[Change] = [
            ("speaker", public.speaker, present.speaker),
            ("position", public.position, position),
            ("quote", public.quotes, present.quotes),
            ("text", public.text, present.text),
            ("review", public.rating, present.rating),
        ]
        if public.rating and public.rating == present.rating and public.rating_label:
            changes.append(("review", public.rating_label, present.rating_label))
        if public.rating == present.rating and public.rating_value:
            changes.append(("review", public.rating_value, present.rating_value))
        if public.rating == present.rating and public.reviewer and public.reviewer != present.reviewer:
            changes.append(("reviewer", public.reviewer, present.reviewer))
        if public.own_words is not None and public.own_words != present.own_words and public.text == present.text:
            changes.append(("verbatim", _HOW_WORDED[public.own_words], _HOW_WORDED[bool(present.own_words)]))
        if public.appears_in and public.appears_in != present.appears_in:
            changes.append(("appears_in", public.appears_in, present.appears_in))
        if not elsewhere:
            changes += [("issue", issue, " ".join(present.issues)) for issue in public.issues if issue not in present.issues]
        changes += self.replies(public, present)
        changes += _evidence(public, present)
        changes += self.sources(present, summary, article)
        sidecar = _sidecar(summary)
        for key, was, is_now in changes:
            if was != is_now:
                told, shown = self.shown(key, was, article), self.shown(key, is_now, article)
                message = f"the {_NAMES[key]} of the public claim {claim_id!r} would change from {told} to {shown}"
                help = _how(sidecar, f"claim: {now}", f"An earlier version gave {told} as the {_NAMES[key]} of this claim.")
                yield Diagnostic("claim-changed", ERROR, self.locate(sidecar, ("claims", now, *_KEYS.get(key, (key,)))), message, help)

    def replies(self, public: PublicClaim, present: PublicClaim) -> Iterator[Change]:
        """Claims that a claim answers no more. One that is gone is reported itself."""
        for reply in public.responds_to:
            article, _, id = reply.partition("#")
            recorded = self.record.articles.get(article)
            answered = recorded.claims.get(id) if recorded else None
            slug = destination(article, self.site.redirects, self.own_articles)
            there = self.followed(article, id, answered, slug) if answered else (article, id)
            if there and "#".join(there) not in present.responds_to:
                yield "responds_to", reply, " ".join(present.responds_to)

    def sources(self, present: PublicClaim, summary: Summary, article: PublicArticle) -> Iterator[Change]:
        """Sources that a claim still cites, under another title, or at the address that was another's: its evidence would be another."""
        if self.site.edition:
            return
        owners = {source.url: id for id, source in article.sources.items() if source.url}
        for id in sorted({present.appears_in, *(id for id, _ in present.evidence or ())} & article.sources.keys()):
            was, source = article.sources[id], self.site.source_in(summary, id)
            now = PublicSource(same_words(source.title), source.url)
            if now.title != was.title:
                yield "evidence", f"{id} ({was.title})", f"{id} ({now.title})"
            elif now.url != was.url and owners.get(now.url, id) != id:
                yield "evidence", f"{id} ({was.url or 'no address'})", f"{id} ({now.url}, the address of {owners[now.url]})"

    def shown(self, key: str, value: Told, article: PublicArticle) -> str:
        """A value in a message: quoted, and a speaker's id with the name."""
        if isinstance(value, tuple):
            return " … ".join(f"{part!r}" for part in value) if value else "nothing"
        if key == "speaker":
            name = self.site.speakers[value].name if value in self.site.speakers else article.speakers.get(value, "")
            return f"{value!r} ({name})" if name else f"{value!r}"
        return f"{value!r}" if value else "nothing"

    def removal(self, sidecar: str, claim_id: str, public: PublicClaim, article: PublicArticle) -> str:
        """What to write where a claim goes."""
        who = article.speakers.get(public.speaker, public.speaker)
        return _how(sidecar, f"claim: {claim_id}", f"A claim of {who} was removed.")

    def gone(self, old: str, public: PublicArticle) -> Iterator[Diagnostic]:
        """An article whose address leads to none: its claims may have gone to others. Of a translation, the original may be shown."""
        original = self.site.articles[old] if self.site.edition and old in self.site.articles else None
        lost = []
        for id, claim in public.claims.items():
            there = self.followed(old, id, claim, "")
            if there:
                for place in dict.fromkeys((there, *self.led_to(old, id))):
                    yield from self.compared(id, claim, place, public, elsewhere=True)
            elif original is None or original.claim(id) is None:
                lost.append(id)
        if not lost:
            return
        some = ", ".join(f"{id!r}" for id in lost[:5]) + (f" and {len(lost) - 5} more" if len(lost) > 5 else "")
        target = self.site.redirects[addresses.article(old)].new
        message = f"public claims of /{self.site.folder}{old}/ would be gone without a word, though its address leads to {target}: {some}"
        id = lost[0]
        markdown, sidecar = article_paths(old)
        help = f"keep {markdown}, with a word to readers; {self.removal(sidecar, id, public.claims[id], public)}"
        yield Diagnostic("claim-removed", ERROR, Location(self.path), message, help)

    def labels(
        self, public: PublicArticle, present: PublicArticle, new: Collection[PublicCorrection], sidecar: str
    ) -> Iterator[Diagnostic]:
        """The labels of positions: under another, the same claims speak for another side."""
        corrected = {item.position for item in new}
        for id, label in public.positions.items():
            now = present.positions.get(id)
            if now == label or id in corrected:
                continue
            would = f"would change from {label!r} to {now!r}" if now is not None else "would be gone"
            message = (
                f"the label of the public position {id!r} {would}" if now is not None else f"the public position {id!r} ({label}) {would}"
            )
            help = _how(sidecar, f"position: {id}", f"An earlier version called this position “{label}”.")
            yield Diagnostic("label-changed", ERROR, self.locate(sidecar, ("positions", id, "label")), message, help)

    def holders(
        self, public: PublicArticle, present: PublicArticle, new: Collection[PublicCorrection], sidecar: str
    ) -> Iterator[Diagnostic]:
        """The speakers of positions: one who is taken from a position was said to hold it. A further one may be added."""
        corrected = {item.position for item in new}
        for position, speakers in public.holders.items():
            if position in corrected or position not in present.positions:
                continue  # a position that is gone is reported with its label
            for speaker in speakers:
                if speaker in present.holders.get(position, ()):
                    continue
                who = self.shown("speaker", speaker, public)
                message = f"{who} is public as a speaker of the position {position!r}, and would be no more"
                help = _how(sidecar, f"position: {position}", f"An earlier version named {who} as a speaker of this position.")
                yield Diagnostic("label-changed", ERROR, self.locate(sidecar, ("positions", position, "speakers")), message, help)

    def names(self, public: PublicArticle) -> Iterator[Diagnostic]:
        """The names of speakers: a new one keeps the old among the speaker's other names, and neither is, or was, anybody else's."""
        for id, name in public.speakers.items():
            speaker = self.site.speakers.get(id)
            if speaker is None or speaker.name == name:
                continue
            shared = (
                (called, other) for called in (name, speaker.name) for other in self.called.get(_name_gist(called), ()) if other != id
            )
            called, holder = next(shared, ("", ""))
            if name in speaker.names and not holder:
                continue
            message = f"the name of the speaker {id!r} is public as {name!r}, and would be {speaker.name!r}"
            message += f", while {holder!r} is called {called!r} too" if holder else ""
            help = f"keep the old name findable: `names: [{name}]` beside the new one; for another person, take another id"
            yield Diagnostic("label-changed", ERROR, self.locate("content/speakers.yml", (id, "name")), message, help)

    @cached_property
    def called(self) -> Mapping[str, set[str]]:
        """Name → the speakers who are called so, or were."""
        called: dict[str, set[str]] = {}
        for id, speaker in self.site.speakers.items():
            for name in (speaker.name, *speaker.names):
                called.setdefault(_name_gist(name), set()).add(id)
        for article in self.record.articles.values():
            for id, name in article.speakers.items():
                called.setdefault(_name_gist(name), set()).add(id)
        return called

    def approvals(
        self, public: PublicArticle, present: PublicArticle, new: Collection[PublicCorrection], summary: Summary, body: Body
    ) -> Iterator[Diagnostic]:
        """Who approved a wording. An approval goes with the words; while these stay, it may neither go nor be another's."""
        sidecar, wordings = _sidecar(summary), {name: digest for name, _, digest in _wordings(summary, body)}
        for name, (by, digest) in public.approvals.items():
            issue, _, position = name.rpartition("/")
            if any(item.position in {"", position} and item.issue == issue and (item.issue or item.position) for item in new):
                continue
            now = present.approvals.get(name, ("", ""))[0]
            where: tuple[str | int, ...] = ("issues", issue, "answers", position) if issue else ("positions", position)
            if now == by or wordings.get(name) != digest:
                continue
            what = f"answer of {position!r} to {issue!r}" if issue else f"position {position!r}"
            message = f"the wording of the public {what} was approved by {by!r}, and would be by {now or 'nobody'!r}"
            about = f"issue: {issue}, position: {position}" if issue else f"position: {position}"
            advice = _how(sidecar, about, f"An earlier version said that this wording was approved by {by}.")
            code = "answer-changed" if issue else "label-changed"
            yield Diagnostic(code, ERROR, self.locate(sidecar, (*where, "approved")), message, advice)

    def weights(
        self, public: PublicArticle, present: PublicArticle, new: Collection[PublicCorrection], sidecar: str
    ) -> Iterator[Diagnostic]:
        """What was found of the evidence on a question. A source may be added."""
        corrected = {item.issue for item in new}
        for issue, (evidence, agreement, *sources) in public.weights.items():
            now = present.weights.get(issue, ("none", "none"))
            if issue in corrected or (now[:2] == (evidence, agreement) and set(sources) <= set(now[2:])):
                continue
            message = (
                f"the weight of evidence on the public question {issue!r} would change from {evidence}, {agreement} ({', '.join(sources)})"
            )
            message += f" to {now[0]}, {now[1]} ({', '.join(now[2:])})"
            advice = _how(sidecar, f"issue: {issue}", f"An earlier version called the evidence {evidence}, and the agreement {agreement}.")
            yield Diagnostic("answer-changed", ERROR, self.locate(sidecar, ("issues", issue, "weight")), message, advice)

    def approaches(
        self, public: PublicArticle, present: PublicArticle, new: Collection[PublicCorrection], sidecar: str
    ) -> Iterator[Diagnostic]:
        """The record of who was asked: what was done stays, and what came of it may only become known."""
        left = [*present.approaches]
        for made in public.approaches:
            now = next((item for item in left if _same_attempt(made, item) and _came_of(made, item)), None)
            now = now or next((item for item in left if _same_attempt(made, item)), None)
            if now:
                left.remove(now)
            if (now and _came_of(made, now)) or any(_is_about(item, made) for item in new):
                continue
            whom = f"{made.speaker or made.position!r}"
            would = f"what came of it would change from {made.outcome or 'nothing yet'!r}" if now else "would be gone, or be another"
            message = f"the approach to {whom} of {made.date} is public, and {would}"
            about = f"claim: {made.claims[0]}" if made.claims else f"issue: {made.issues[0]}"
            help = _how(sidecar, about, f"An earlier version gave another account of how {whom} was asked.")
            yield Diagnostic("approach-changed", ERROR, self.locate(sidecar, ("approaches",)), message, help)

    def questions(
        self, public: PublicArticle, present: PublicArticle, new: Collection[PublicCorrection], sidecar: str
    ) -> Iterator[Diagnostic]:
        """The questions of points of dispute: one may be put better, and none may become another's, with whose answers it would stand."""
        corrected = {item.issue for item in new}
        for issue, question in public.questions.items():
            now = present.questions.get(issue)
            if now is None or gist(now) == gist(question) or issue in corrected:
                continue
            for other, asked in public.questions.items():
                if other != issue and gist(asked) == gist(now):
                    message = f"the public answers to {issue!r} would answer the question of {other!r}: {now!r}"
                    help = _how(sidecar, f"issue: {issue}", f"An earlier version asked: “{question}”")
                    yield Diagnostic("answer-changed", ERROR, self.locate(sidecar, ("issues", issue, "question")), message, help)

    def answers(
        self, public: PublicArticle, present: PublicArticle, new: Collection[PublicCorrection], sidecar: str
    ) -> Iterator[Diagnostic]:
        """The answers of positions."""
        corrected = {(item.issue, item.position) for item in new if item.issue or item.position}
        # Where a claim cites the same source, its change says so already.
        cited = {source for claim in public.claims.values() for source, _ in claim.evidence or ()}
        for issue, row in public.answers.items():
            for position, answer in row.items():
                if corrected & {(issue, ""), (issue, position), ("", position)}:
                    continue
                now = present.answers.get(issue, {}).get(position, PublicAnswer("gone"))
                if answer.state == "no-reply" and now.state == "not-stated" and _asked_again(public, present, issue, position):
                    continue
                changes = [*_answer_changes(answer, now, position, row, present.answers.get(issue, {}))]
                title = present.sources[now.source].title if now.source in present.sources else ""
                was = public.sources[answer.source].title if answer.source in public.sources else title
                if now.source == answer.source and title != was and answer.source not in cited:
                    changes.append(f"its source was {was!r}, and would be {title!r}")
                for change in changes:
                    message = f"the public answer of {position!r} to {issue!r} would change: {change}"
                    help = _how(sidecar, f"issue: {issue}, position: {position}", "An earlier version gave another answer.")
                    place = self.locate(sidecar, ("issues", issue, "answers", position))
                    yield Diagnostic("answer-changed", ERROR, place, message, help)


def _evidence(public: PublicClaim, present: PublicClaim) -> Iterator[Change]:
    """Sources that are cited no more, or for the other side. What is added needs no word."""
    if public.evidence is None:
        return
    now = dict[str, list[str]]()
    for source, stance in present.evidence or ():
        now.setdefault(source, []).append(stance)
    for source, stance in public.evidence:
        if stance not in now.get(source, ()):
            yield "evidence", f"{source} {stance}", " ".join([source, *now[source]]) if source in now else ""
    for source in dict.fromkeys(source for source, _ in public.evidence):
        was = [stance for other, stance in public.evidence if other == source]
        if not set(now.get(source, ())) - {"context"} <= set(was):
            yield "evidence", " ".join([source, *was]), " ".join([source, *now[source]])


def _same_attempt(public: PublicApproach, now: PublicApproach) -> bool:
    """Whether it is one attempt, at which nothing less was put."""
    same = all(getattr(public, name) == getattr(now, name) for name in ("date", "channel", "speaker", "position", "deadline"))
    return same and set(public.claims) <= set(now.claims) and set(public.issues) <= set(now.issues)


def _came_of(public: PublicApproach, now: PublicApproach) -> bool:
    """Whether what came of an attempt may have become that: who was silent may have replied, and what was replied stays."""
    later = now.outcome in {"answered", "declined", "no-comment"} and public.outcome == "no-reply"
    kept = all(getattr(public, name) in {"", getattr(now, name)} for name in ("replied", "reply"))
    return kept and (public.outcome in {"", now.outcome} or later)


def _asked_again(public: PublicArticle, present: PublicArticle, issue: str, position: str) -> bool:
    """Whether who did not reply has been asked again since, and may still reply."""
    holders = present.holders.get(position, ())
    made = [item for item in present.approaches if issue in item.issues and (item.position == position or item.speaker in holders)]
    return any(not item.outcome and not any(_same_attempt(was, item) for was in public.approaches) for item in made)


def _is_about(correction: PublicCorrection, made: PublicApproach) -> bool:
    """Whether a correction tells readers of an attempt: it names a claim or a question that was put, or the position."""
    if correction.claim or correction.issue:
        return correction.claim in made.claims or correction.issue in made.issues
    return bool(correction.position) and correction.position == made.position


_SILENCES = ("not-asked", "not-stated", "no-reply", "declined")
"""Kinds of silence, in the order in which one may follow from the other by further asking."""


def _answer_changes(
    public: PublicAnswer, now: PublicAnswer, position: str, row: dict[str, PublicAnswer], row_now: dict[str, PublicAnswer]
) -> Iterator[str]:
    """What has changed in an answer that readers must be told."""
    if now.state == "gone":
        if public.state not in {"not-stated", "not-asked"}:
            yield f"it was {public.state}, and would be gone"
        return
    if public.words and public.words != now.words:
        yield f"its own words were {public.words!r}, and would be {now.words!r}"
    if public.words and public.speaker and public.speaker != now.speaker:
        yield f"it was given by {public.speaker!r}, and would be by {now.speaker!r}"
    if public.source and public.source != now.source:
        yield f"its source was {public.source!r}, and would be {now.source or 'none'!r}"
    if not _follows(public.state, now.state):
        yield f"it was {public.state}, and would be {now.state}"
    taken = [
        other
        for other, answer in row_now.items()
        if other != position
        and gist(public.text)
        and gist(answer.text) == gist(public.text)
        and gist(row.get(other, answer).text) != gist(public.text)
    ]
    if taken and gist(now.text) != gist(public.text):
        yield f"what it said would be the answer of {taken[0]!r}"


def _follows(state: str, now: str) -> bool:
    """Whether one state of an answer may follow another by what has happened since: whoever was silent may be asked, decline or speak."""
    if state == now:
        return True
    if state in _SILENCES:
        return now == "stated" or (now in _SILENCES and _SILENCES.index(now) > _SILENCES.index(state))
    return False


_NAMES = {
    "speaker": "speaker",
    "position": "position",
    "quote": "quoted words",
    "text": "words",
    "review": "rating",
    "evidence": "evidence",
    "reviewer": "reviewer",
    "appears_in": "original source",
    "verbatim": "way of quoting",
    "issue": "point of dispute",
    "responds_to": "claim that is answered",
}
_KEYS = {"reviewer": ("review", "by")}
"""Where a change is shown that is not at the claim's key of the same name."""
_HOW_WORDED = {True: "the speaker's own words", False: "the article's words"}


def _says_something(correction: PublicCorrection) -> bool:
    return not unfinished(correction.text)


def _sidecar(summary: Summary) -> str:
    return sidecar_beside(summary.path)


def _how(sidecar: str, about: str, text: str) -> str:
    """The correction that an author has to complete."""
    text = f"{text} {PLACEHOLDER}".replace("'", "''")
    return f"tell readers, in {sidecar}: `corrections: [{{date: …, {about}, text: '{text}'}}]`"
