"""All external links of a site: many hosts at once, each politely; answers are remembered with the day on which they were given."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import msgspec
from msgspec import Struct

from counterpoint.diagnostics import NOTE, WARNING, Diagnostic
from counterpoint.engine.files import read_regular, write_file
from counterpoint.links.ask import Host, LinkAnswer, Manners, Robots
from counterpoint.site.external_links import ExternalLink

AT_ONCE = 16
"""Hosts asked at the same time."""
KEPT = timedelta(days=7)
"""How long a good answer is believed; bad ones are asked again each time, because authors are mending them."""


class Remembered(Struct, frozen=True):
    """An answer with its day, an ISO date."""

    answer: LinkAnswer
    day: str


def check_links(links: Iterable[ExternalLink], memory: Path, today: str, manners: Manners) -> list[Diagnostic]:
    """Ask what is not remembered, and report what is dead, has moved, is insecure or could not be asked.

    `memory` is a file of answers; one that cannot be read counts as empty. Raises OSError where it cannot be written.
    """
    listed = list(links)
    remembered = _recall(memory)
    asked = {link.url.partition("#")[0] for link in listed}
    fresh = {url: item for url, item in remembered.items() if url in asked and _holds(item, today)}
    new = ask_all(asked - fresh.keys(), manners)
    if len(new) > 1 and all(answer.kind == "nameless" for answer in new.values()):
        message = f"none of {len(new)} external links could be checked: no host's name can be looked up"
        return [Diagnostic("link-unchecked", WARNING, listed[0].location, message, "check that this machine is online")]
    answers = fresh | {url: Remembered(answer, today) for url, answer in new.items()}
    kept = msgspec.json.encode(dict(sorted((remembered | answers).items())))
    write_file(memory, msgspec.json.format(kept, indent=1) + b"\n")
    return [diagnostic for link in listed if (diagnostic := _report(link, answers[link.url.partition("#")[0]]))]


def ask_all(urls: Iterable[str], manners: Manners) -> dict[str, LinkAnswer]:
    """Ask every address; those of one host one after the other."""
    hosts: dict[str, list[str]] = {}
    for url in sorted(urls):
        hosts.setdefault(urlsplit(url).netloc, []).append(url)

    robots = Robots()

    def ask(addresses: list[str]) -> dict[str, LinkAnswer]:
        host = Host(manners, robots)
        return {url: host.ask(url) for url in addresses}

    answers: dict[str, LinkAnswer] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for some in pool.map(ask, hosts.values()):
            answers |= some
    return answers


def _recall(memory: Path) -> dict[str, Remembered]:
    try:
        return msgspec.json.decode(read_regular(memory), type=dict[str, Remembered])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}


def _holds(item: Remembered, today: str) -> bool:
    try:
        age = date.fromisoformat(today) - date.fromisoformat(item.day)
    except ValueError:
        return False
    return item.answer.kind in {"fine", "moved"} and timedelta(0) <= age < KEPT


def _report(link: ExternalLink, item: Remembered) -> Diagnostic | None:
    answer, day = item.answer, f" (asked on {item.day})"
    copy = (
        f"use the archived copy, {link.archived}"
        if link.archived
        else f"look for a copy at https://web.archive.org/web/*/{quote(link.url, safe=':/?&=%')}"
    )
    match answer.kind:
        case "fine":
            return None
        case "dead" | "nameless":
            return Diagnostic("link-dead", WARNING, link.location, f"{link.url} leads nowhere: {answer.detail}{day}", copy)
        case "moved":
            return Diagnostic("link-moved", WARNING, link.location, f"{link.url} has moved{day}", f"it is now {answer.location}")
        case "insecure":
            return Diagnostic("link-insecure", WARNING, link.location, f"{link.url} is not safe: {answer.detail}{day}", copy)
        case "unsure" | "unasked":
            help = "open it in a browser"
            return Diagnostic("link-unchecked", NOTE, link.location, f"{link.url} could not be checked: {answer.detail}{day}", help)
