"""`counterpoint release`: puts on record what is public, so that it can only be changed with a word to readers."""

from __future__ import annotations

from msgspec import Struct

from counterpoint.build import after_last_build, linked
from counterpoint.diagnostics import Diagnostic, in_order
from counterpoint.engine.files import write_file
from counterpoint.linking import LoadedSite, record_in
from counterpoint.options import Options
from counterpoint.outcome import Outcome
from counterpoint.reading.files import RECORD
from counterpoint.site.corrections import record_of
from counterpoint.site.history import with_history
from counterpoint.site.record import PublicRecord, as_json, joined


class Released(Struct, frozen=True):
    """What was found, and how many addresses and claims are on record now; none where there were errors."""

    diagnostics: list[Diagnostic]
    addresses: int = 0
    claims: int = 0


def release(options: Options) -> Released:
    """Write the record of a site as it is now; with errors, changes without a correction among them, it stays as it was.

    Drafts and articles of a later date are not public. Raises OSError where the record cannot be written.
    """
    record, diagnostics = after_last_build(options, lambda last: _record(linked(options)(last), options.today))
    if record is None:
        return Released([*diagnostics])
    write_file(options.root / RECORD, as_json(record).encode())
    return Released([*diagnostics], len(record.addresses), sum(len(article.claims) for article in record.articles.values()))


def _record(site: LoadedSite, today: str) -> Outcome[PublicRecord | None]:
    diagnostics = tuple(in_order(site.diagnostics))
    if site.failed:
        return Outcome(None, diagnostics)
    records = {}
    for edition in site.editions:
        linked_site = edition.site
        earlier = record_in(linked_site, site.source.sitewide.record, site.editions[0].site)
        released = record_of(linked_site, site.bodies(edition))
        records[linked_site.folder.rstrip("/")] = with_history(
            earlier, released, linked_site.redirects, linked_site.articles.entries, today
        )
    return Outcome(joined(records), diagnostics)
