"""Old paths and where they lead: how authors write them, and which pages follow."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from urllib.parse import quote, unquote, unquote_to_bytes

from msgspec import Struct
from msgspec.structs import replace

from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.model.site import SiteSettings
from counterpoint.outcome import Outcome
from counterpoint.site import addresses

LONGEST_NAME = 255
"""Bytes of a file name that every file system holds."""
LONGEST_PATH = 500
"""Bytes of an old path, so that a file at it can be written wherever the output is."""
MOST_REDIRECTS = 30_000
"""Old paths of a site. Each has a page that leads on."""
_UNQUOTED = "/-._~!$&'()+,;=@"
"""What stands in the path of an address as it is (RFC 3986), without what means something in hosts' rules."""


_JOINERS = "\u200c\u200d"
"""Format characters that belong to the spelling of words."""


class Redirect(Struct, frozen=True, array_like=True):
    """What an old path leads to, and where an author says so."""

    new: str
    path: str
    """The author's file."""
    where: tuple[str | int, ...]
    """The place in that file."""


class PathMistake(ValueError):
    """An old path that no page can have had, or that no host can lead on from; its message says why, `help` what to write."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.help = advice


def old_path(written: str) -> str:
    """The path that an author means, decoded, and with a slash at its end if it names no file. Raises PathMistake."""
    example = "write the old path alone, such as /2019/cars/"
    if not written.startswith("/"):
        raise PathMistake("an old path begins with a slash", example)
    if written.startswith("//"):
        raise PathMistake("an address that begins with two slashes names another host", example)
    for character, meaning in (("?", "a query, which hosts of files do not look at"), ("#", "a fragment, which browsers do not send")):
        if character in written:
            raise PathMistake(f"{character} begins {meaning}", "write the path before it")
    try:
        path = unquote_to_bytes(written).decode()
    except UnicodeError:
        raise PathMistake("its %-codes are not UTF-8", "write the letters themselves") from None
    if path.encode("utf-8", "replace").count(b"/") != written.count("/"):
        raise PathMistake("%2F stands for a slash that is part of a name, which no file can have", example)
    _check_characters(path)
    parts = path.split("/")[1:]
    if parts == [""]:
        raise PathMistake("the home page cannot be redirected", "write an old path below it")
    if any(part in {".", ".."} for part in parts) or "" in parts[:-1]:
        raise PathMistake(
            "a path with `.`, `..` or nothing between two slashes is another path to browsers", "write the path that they show"
        )
    if any(len(part.encode()) > LONGEST_NAME for part in parts):
        raise PathMistake(f"a name of more than {LONGEST_NAME} bytes is longer than files can have", "no host can lead on from it")
    if len(path.encode()) > LONGEST_PATH:
        raise PathMistake(f"a path of more than {LONGEST_PATH} bytes is longer than some systems take", "no host can lead on from it")
    if any(part.startswith(":") for part in parts) or "*" in path:
        raise PathMistake("`*`, and `:` before a name, stand for anything in hosts' rules", "name each old path")
    if parts[0].startswith("_"):
        raise PathMistake("hosts keep names at the root that begin with _ for themselves", "no host can lead on from it")
    return path if "." in parts[-1] or path.endswith("/") else path + "/"


def _check_characters(path: str) -> None:
    for character in path:
        if character == "\\":
            raise PathMistake("a backslash is a slash to browsers", "write / for it")
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and character not in _JOINERS:
            raise PathMistake(f"U+{ord(character):04X} cannot be in an address", "leave it out")


def first_part(written: str) -> str:
    """The first name in an old path as an author writes it."""
    return unquote(written).lstrip("/").partition("/")[0]


def encoded(path: str) -> str:
    """A path as it stands in an address: what is not plain is percent-encoded."""
    return quote(path, safe=_UNQUOTED)


def folded(file: str) -> str:
    """What is equal of two file names that are one file on some disk.

    Neither case nor the composition of letters counts on many. Windows drops dots and spaces at the end of a name, and takes what stands
    after a colon for another part of the same file.
    """
    names = [name.partition(":")[0].rstrip(". ") or name for name in file.split("/")]
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", "/".join(names)).casefold())


def read_redirects(
    articles: Iterable[tuple[str, str, tuple[str, ...]]], settings: SiteSettings, locate: Callable[[str, tuple[str | int, ...]], Location]
) -> Outcome[dict[str, Redirect]]:
    """All redirects by their old path, and what is wrong with others.

    `articles` are those that name old paths: slug, file, and the paths as they are written. `locate` finds the place of a value in a file.
    """
    named = [
        (written, Redirect(addresses.article(slug), path, ("---", "redirects", number)))
        for slug, path, paths in articles
        for number, written in enumerate(paths)
    ]
    named += [(written, Redirect(new, "site.yml", ("redirects", written))) for written, new in settings.redirects.items()]
    if len(named) > MOST_REDIRECTS:
        _, last = named[MOST_REDIRECTS]
        message = f"up to here, the site has more than {MOST_REDIRECTS:,} old paths"
        help = "lead the oldest on by rules of the host, or leave them out"
        return Outcome({}, (Diagnostic("site-limit", ERROR, locate(last.path, last.where), message, help),))
    redirects: dict[str, Redirect] = {}
    diagnostics: list[Diagnostic] = []
    for written, redirect in named:
        place = partial(locate, redirect.path, redirect.where)
        if not redirect.new.startswith("/"):
            message = f"{redirect.new} is no page of this site, to which alone an old path can lead"
            diagnostics.append(Diagnostic("value-wrong", ERROR, place(), message, "write the path of a page, such as /about/"))
            continue
        try:
            old = old_path(written)
        except PathMistake as mistake:
            diagnostics.append(Diagnostic("value-wrong", ERROR, place(), f"{written} cannot be redirected: {mistake}", mistake.help))
            continue
        first = redirects.setdefault(old, redirect)
        if first.new != redirect.new:
            message = f"{written} leads to {first.new} already ({locate(first.path, first.where)})"
            diagnostics.append(Diagnostic("slug-duplicate", ERROR, place(), message, "keep one of them"))
    return Outcome(redirects, tuple(diagnostics))


def with_pages_under(redirects: Mapping[str, Redirect], addresses: Collection[str], public: Collection[str]) -> dict[str, Redirect]:
    """Redirects, and what was public under an old address: to the same place under the new one, or at least to its head.

    `addresses` are those of the site, `public` those on record.
    """
    derived = dict(redirects)
    for address in sorted(set(public) - set(addresses) - redirects.keys()):
        if address.startswith("/embed/"):
            slug, _, rest = address.removeprefix("/embed/").partition("/")
            head = redirects.get(f"/{slug}/")
            if head and (moved := f"/embed{_page(head)}{rest}") in addresses:
                derived[address] = replace(head, new=moved)
        elif parts := next(_heads(address, redirects), None):
            head, rest = parts
            moved = _page(head) + rest
            derived[address] = replace(head, new=moved) if moved in addresses else head
    return derived


def _heads(address: str, redirects: Mapping[str, Redirect]) -> Iterator[tuple[Redirect, str]]:
    """The redirects of the folders that an address lies in, the nearest first, each with the rest of the address."""
    parts = address.split("/")
    for cut in range(len(parts) - 1, 1, -1):
        folder = "/".join(parts[:cut]) + "/"
        if folder in redirects:
            yield redirects[folder], address.removeprefix(folder)


def _page(redirect: Redirect) -> str:
    """The page that a redirect leads to, without the place in it."""
    return redirect.new.partition("#")[0]
