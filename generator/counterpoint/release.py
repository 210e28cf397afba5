"""`counterpoint release`: puts on record what is public, so that it can only be changed with a word to readers."""

from __future__ import annotations

from msgspec import Struct

from counterpoint.build import after_last_build, linked
from counterpoint.diagnostics import Diagnostic, in_order
from counterpoint.engine.files import write_file
from counterpoint.linking import LoadedSite
from counterpoint.options import Options
from counterpoint.outcome import Outcome
from counterpoint.reading.files import RECORD
from counterpoint.site.corrections import record_of
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
    record, diagnostics = after_last_build(options, lambda last: _record(linked(options)(last)))
    if record is None:
        return Released([*diagnostics])
    write_file(options.root / RECORD, as_json(record).encode())
    return Released([*diagnostics], len(record.addresses), sum(len(article.claims) for article in record.articles.values()))


def _record(site: LoadedSite) -> Outcome[PublicRecord | None]:
    diagnostics = tuple(in_order(site.diagnostics))
    if site.failed:
        return Outcome(None, diagnostics)
    records = {edition.site.folder.rstrip("/"): record_of(edition.site, site.bodies(edition)) for edition in site.editions}
    return Outcome(joined(records), diagnostics)
