"""Every address outside the site that its authors name, and where they name it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from msgspec import Struct

from counterpoint.article.prepared import Referral
from counterpoint.diagnostics import Location
from counterpoint.model.site import SiteSettings
from counterpoint.model.values import is_address
from counterpoint.reading import front_matter, yaml
from counterpoint.reading.files import SiteFiles, SourceFile
from counterpoint.site.link import Locate, PlainPage


class ExternalLink(Struct, frozen=True):
    """An http or https address, its place, and the address of an archived copy if the author gives one."""

    url: str
    location: Location
    archived: str = ""


def external_links(
    files: SiteFiles,
    settings: SiteSettings,
    pages: Iterable[PlainPage],
    referrals: Iterable[Referral],
    locate: Locate,
    schemes: Collection[str],
) -> list[ExternalLink]:
    """Addresses of the YAML files, of front matter and of Markdown, without those of the site itself; `schemes` are
    `https`, `http` or both.

    `referrals` are those of all articles; articles and pages are those of every language.
    """
    links = []
    starts = tuple(f"{scheme}://" for scheme in schemes)
    for file in (file for edition in (files, *files.editions.values()) for file in edition.texts()):
        if not any(start in file.text for start in starts):
            continue
        if not file.path.endswith(".md"):
            links += list(_in_value(yaml.load(file).value, file.path, (), locate, starts))
            continue
        if parts := front_matter.split(file).value:
            value = yaml.load(SourceFile(file.path, parts.yaml_text)).value
            links += list(_in_value(value, file.path, ("---",), locate, starts))
    links += [ExternalLink(ref.id, ref.where) for ref in referrals if ref.kind == "url" and isinstance(ref.where, Location)]
    for page in pages:
        links += [ExternalLink(ref.id, ref.location) for ref in page.references if ref.kind == "url"]
    own = settings.base_url
    kept = [link for link in links if is_address(link.url, tuple(schemes)) and not f"{link.url}/".startswith(own)]
    return sorted(dict.fromkeys(kept), key=lambda link: (link.location, link.url))


def _in_value(value: Any, path: str, where: tuple[Any, ...], locate: Locate, starts: tuple[str, ...]) -> Iterator[ExternalLink]:
    match value:
        case dict():
            for key, item in value.items():
                if key == "url" and isinstance(item, str) and item.startswith(starts) and isinstance(value.get("archived"), str):
                    yield ExternalLink(item, locate(path, (*where, key)), value["archived"])
                else:
                    yield from _in_value(item, path, (*where, key), locate, starts)
        case list():
            for number, item in enumerate(value):
                yield from _in_value(item, path, (*where, number), locate, starts)
        case str() if value.startswith(starts):
            yield ExternalLink(value, locate(path, where))
