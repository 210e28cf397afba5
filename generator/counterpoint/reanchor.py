"""`counterpoint reanchor`: shows lost quotes with what they may have become, and writes those that the author accepts."""

from __future__ import annotations

import hashlib
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from counterpoint.article.lost_quotes import LostQuote, lost_quotes, quote_edit, with_edit
from counterpoint.article.parsing import parse_article
from counterpoint.diagnostics import ERROR
from counterpoint.engine.files import write_file
from counterpoint.loading import open_site
from counterpoint.reading.files import SourceFile


class Reanchored(Struct, frozen=True):
    """What to print, and whether all that was asked for has been done and nothing is lost."""

    text: str
    done: bool


def reanchor(root: Path, accept: str = "", number: int = 1, *, force: bool = False) -> Reanchored:
    """List every lost quote of a site; or take the passage `number` for the claim or note `accept` (`article#id`, or an id).

    A passage of which the change is not surely harmless is taken only with `force`. Raises OSError where a sidecar cannot be written; it is
    then as it was.
    """
    site = open_site(root)
    articles = {article.name: article for article in site.files.all_articles()}
    lost: list[LostQuote] = []
    unread = [str(problem.location) for problem in site.diagnostics if problem.severity == ERROR]
    for article in articles.values():
        parsed = parse_article(article, site.dialect).value if article.sidecar else None
        if parsed:
            lost += lost_quotes(parsed)
        elif article.sidecar:
            unread.append(article.sidecar.path)
    if not accept:
        listed = [_listed(quote) for quote in lost]
        listed += [f"{path}: not looked at, as there are other mistakes: see `counterpoint check`\n" for path in unread]
        return Reanchored("".join(listed) or "no quote is lost\n", not listed)
    wanted = [quote for quote in lost if accept in (quote.id, f"{quote.article}#{quote.id}")]
    if len(wanted) != 1:
        several = ", ".join(f"{quote.article}#{quote.id}" for quote in wanted)
        return Reanchored(f"which one of {several}?\n" if wanted else f"no lost quote belongs to {accept!r}\n", False)
    quote = wanted[0]
    if not 1 <= number <= len(quote.offers):
        return Reanchored(f"there is no passage {number} for {quote.id!r}\n", False)
    chosen = quote.offers[number - 1].suggestion
    if chosen.flags and not force:
        return Reanchored(f"{', '.join(chosen.flags)} in {chosen.text!r}: read it again, and add --force if it is meant\n", False)
    sidecar = articles[quote.article].sidecar
    assert sidecar is not None
    path = root / sidecar.path
    raw = path.read_bytes()
    if hashlib.sha256(raw).digest() != sidecar.content:
        return Reanchored(f"{sidecar.path} was changed meanwhile: try again\n", False)
    try:
        start, end, words = quote_edit(sidecar, quote.path, chosen.text)
    except ValueError as error:
        return Reanchored(f"{sidecar.path}:{quote.line}: {error}: mend this one by hand\n", False)
    edited = SourceFile(sidecar.path, sidecar.text[:start] + words + sidecar.text[end:])
    now = parse_article(replace(articles[quote.article], sidecar=edited), site.dialect).value
    if now and (still := next((other for other in lost_quotes(now) if other.path == quote.path), None)):
        said = f"with {chosen.text!r} the quote would still be lost: {still.why}; see `counterpoint check`, and mend this one by hand"
        return Reanchored(f"{sidecar.path}:{quote.line}: {said}\n", False)
    write_file(path, with_edit(raw, start, end, words))
    return Reanchored(f"{sidecar.path}:{quote.line}: {quote.quote!r} is now {chosen.text!r}\n", True)


def _listed(quote: LostQuote) -> str:
    lines = [f"{quote.article}#{quote.id}, line {quote.line} of its sidecar: {quote.quote!r}: {quote.why}"]
    for number, offer in enumerate(quote.offers, 1):
        near = offer.suggestion
        flags = f"  {', '.join(near.flags)}" if near.flags else ""
        lines.append(f"  {number}. line {offer.line}, {near.likeness:.0%} alike{flags}")
        lines.append(f"     {' '.join(near.diff.split())}")
    if quote.offers:
        force = " --force" if quote.offers[0].suggestion.flags else ""
        lines.append(f"  take one with: counterpoint reanchor --accept {quote.article}#{quote.id} --passage 1{force}")
    else:
        lines.append("  no passage is like it" if quote.why == "it is not there" else "  `counterpoint check` says what to do")
    return "\n".join(lines) + "\n\n"
