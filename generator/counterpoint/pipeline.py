"""One build, from top to bottom: read, prepare, link, plan, render, publish. Read this first.

Each step takes what the one before it came to, and gives values that nobody changes. `prepare`, `link` and `plan` touch no file. What a
build remembers of the last one, so that it need not do everything again, is the business of the `Workshop` that does the other steps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from counterpoint.diagnostics import Diagnostic, in_order
from counterpoint.engine.output import Published
from counterpoint.linking import LoadedSite, link
from counterpoint.loading import Articles, SiteSource
from counterpoint.options import Options
from counterpoint.outcome import Outcome
from counterpoint.pages.page_kind import Target
from counterpoint.result import Result
from counterpoint.targets import Edition, Targets, plan_targets

Check = Callable[[Options, LoadedSite], list[Diagnostic]]
"""Something more to look at in a site that has no errors."""


class Workshop(Protocol):
    """Does the steps of a build that touch the disk, or that are shared with other processes."""

    def read(self) -> SiteSource:
        """Files → what authors wrote."""

    def prepare(self, source: SiteSource) -> Articles:
        """What authors wrote → articles, each on its own: validated, quotes found, texts rendered."""

    def render(self, site: LoadedSite, editions: Sequence[Edition], planned: Sequence[Sequence[Target]]) -> Targets:
        """The linked site → the files of every target, not published yet."""

    def publish(self, site: LoadedSite, targets: Targets) -> Outcome[Published | None]:
        """Files → the output. There is no value where something stands in the way, or nothing shall be written."""


def run(options: Options, workshop: Workshop, checks: Sequence[Check] = ()) -> Result:
    """Build a site. On any error nothing is published. `checks` look at the site when it is linked. Raises OSError, ExecutorFailure."""
    source = workshop.read()
    articles = workshop.prepare(source)
    options.report("link", 0, 0)
    site = link(source, articles, options)
    due = site.moments[1] if site.editions else None
    if site.failed:
        return Result(in_order(site.diagnostics), site.shown, articles.changed, left_out=site.left_out, due=due)
    diagnostics = [*site.diagnostics, *(diagnostic for check in checks for diagnostic in check(options, site))]
    editions = [Edition(part.site, {slug: articles.prepared[name] for slug, name in part.names.items()}) for part in site.editions]
    planned = plan_targets(editions)
    targets = workshop.render(site, editions, planned)
    result = Result(in_order([*diagnostics, *targets.diagnostics]), site.shown, articles.changed, left_out=site.left_out, due=due)
    if not result.failed(strict=options.strict, allowed=options.allowed):
        result.published, obstacles = workshop.publish(site, targets)
        result.diagnostics = in_order([*result.diagnostics, *obstacles])
    return result
