"""Measures `counterpoint import` on labelled texts: run `python -m tests.importing.quality [--held-out]` for the table."""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import regex
import yaml

TEXTS = Path(__file__).parent / "texts"
_TODO = "  # TODO who says this?"


@dataclass
class Score:
    """What was wanted and what was found, in one text or in several."""

    wanted: int = 0
    found: int = 0
    right: int = 0
    nameable: int = 0
    named: int = 0
    wrong_speakers: int = 0
    bylines: int = 0
    bylines_right: int = 0
    dates: int = 0
    dates_right: int = 0
    boilerplate: int = 0
    boilerplate_removed: int = 0
    heads: int = 0
    heads_right: int = 0
    faults: list[str] = field(default_factory=list)

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, part.name) + getattr(other, part.name) for part in fields(self)))

    def share(self, part: str, whole: str) -> float:
        """One count as a share of another; 1 where there was nothing to find."""
        return getattr(self, part) / getattr(self, whole) if getattr(self, whole) else 1.0

    def figures(self) -> dict[str, float]:
        """The measures that the tests hold."""
        return {
            "wrong speakers": self.wrong_speakers,
            "recall": self.share("right", "wanted"),
            "precision": self.share("right", "found"),
            "named": self.share("named", "nameable"),
            "byline": self.share("bylines_right", "bylines"),
            "date": self.share("dates_right", "dates"),
            "boilerplate": self.share("boilerplate_removed", "boilerplate"),
            "headline and label": self.share("heads_right", "heads"),
        }


def texts(folder: Path) -> list[Path]:
    """The labelled texts of a folder, each with its labels as front matter."""
    return sorted([*folder.glob("*.txt"), *folder.glob("*.html")])


def read(path: Path) -> tuple[dict[str, Any], str]:
    """The labels of a text, and the text as it would be pasted."""
    _, labels, text = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(labels), text.lstrip("\n")


def import_text(root: Path, text: str, language: str, suffix: str = ".txt") -> tuple[int, str]:
    """Import a text into a new site at `root`, as `it`: the exit code and what was printed."""
    from counterpoint.cli import main

    (root / "site.yml").write_text(f"title: T\nbase_url: https://example.org/\nlanguage: {language}\n", encoding="utf-8")
    pasted = root / f"pasted{suffix}"
    pasted.write_text(text, encoding="utf-8")
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        code = main(["import", str(pasted), "--site", str(root), "--slug", "it"])
    return code, said.getvalue()


def drafted(root: Path) -> tuple[dict[str, Any], str, list[tuple[str, str | None]]]:
    """The front matter and body of the draft, and each quotation with its speaker's name; None where that is left open."""
    front, _, body = (root / "content/articles/it.md").read_text(encoding="utf-8").removeprefix("---\n").partition("---\n")
    source = (root / "content/articles/it.yml").read_text(encoding="utf-8")
    sidecar = yaml.safe_load(source)
    names = {id: speaker["name"] for id, speaker in (sidecar.get("speakers") or {}).items()}
    said = [(claim["quote"], names[claim["speaker"]]) for claim in (sidecar["claims"] or {}).values()]
    lines = source.splitlines()
    for start, line in enumerate(lines):
        if line == _TODO:
            end = next((n for n in range(start + 1, len(lines)) if not lines[n].startswith("  # ") or lines[n] == _TODO), len(lines))
            block = [line.removeprefix("  # ") for line in lines[start + 1 : end] if not line.startswith("  # Also")]
            block = block[: next((n for n, line in enumerate(block) if line.startswith("- ")), len(block))]
            said += [(claim["quote"], None) for claim in yaml.safe_load("\n".join(block)).values()]
    return yaml.safe_load(front), body, said


def _bare(text: str) -> str:
    return regex.sub(r"^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$", "", text)


def matches(quote: str, begins: str, ends: str) -> bool:
    """Whether a quotation is the labelled one, its marks and stops aside."""
    return _bare(quote).startswith(_bare(begins)) and _bare(quote).endswith(_bare(ends))


def same_speaker(name: str | None, wanted: str | None) -> bool:
    """Whether a speaker is the labelled one, the article aside."""
    if name is None or wanted is None:
        return name is wanted

    def plain(text: str) -> str:
        text = regex.sub(r"^(?:the|der|die|das|le|la|les|el|los)\s+", "", text.replace("’", "'").casefold())
        return regex.sub(r"^l'", "", text)

    return plain(name) == plain(wanted)


def score(path: Path) -> Score:
    """Import one text and compare the draft with the labels."""
    labels, text = read(path)
    with tempfile.TemporaryDirectory() as folder:
        code, printed = import_text(Path(folder), text, labels["language"], path.suffix)
        if code:
            return Score(wanted=len(labels["quotations"]), faults=[f"{path.stem}: not imported: {printed}"])
        front, body, said = drafted(Path(folder))
    out = Score(wanted=len(labels["quotations"]), found=len(said))
    left = list(said)
    for begins, ends, speaker in labels["quotations"]:
        hit = next((one for one in left if matches(one[0], begins, ends)), None)
        out.nameable += speaker is not None
        if hit is None:
            out.faults.append(f"{path.stem}: {begins}…{ends}: not found")
            continue
        left.remove(hit)
        out.right += 1
        out.named += speaker is not None and same_speaker(hit[1], speaker)
        if hit[1] is not None and not same_speaker(hit[1], speaker):
            out.wrong_speakers += 1
            out.faults.append(f"{path.stem}: {begins}…: WRONG: {hit[1]}, and not {speaker}")
        elif hit[1] is None and speaker is not None:
            out.faults.append(f"{path.stem}: {begins}…: TODO, and not {speaker}")
    out.faults += [f"{path.stem}: no quotation: {quote} ({speaker})" for quote, speaker in left]
    _score_parts(out, path.stem, labels, front, body)
    return out


def _score_parts(out: Score, name: str, labels: dict[str, Any], front: dict[str, Any], body: str) -> None:
    for key, title in (("headline", "title"), ("kicker", "kicker")):
        if key in labels:
            out.heads += 1
            out.heads_right += front.get(title) == labels[key]
            if front.get(title) != labels[key]:
                out.faults.append(f"{name}: {key}: {front.get(title)!r}")
    if "authors" in labels or "authors" in front:
        out.bylines += 1
        out.bylines_right += front.get("authors") == labels.get("authors")
        if front.get("authors") != labels.get("authors"):
            out.faults.append(f"{name}: authors: {front.get('authors')}")
    if "date" in labels:
        out.dates += 1
        out.dates_right += str(front["date"]) == labels["date"]
        if str(front["date"]) != labels["date"]:
            out.faults.append(f"{name}: date: {front['date']}")
    for line in labels.get("left_out", []):
        out.boilerplate += 1
        out.boilerplate_removed += line not in body
        if line in body:
            out.faults.append(f"{name}: in the body: {line}")


def total(folder: Path) -> Score:
    """The scores of all texts of a folder."""
    return sum((score(path) for path in texts(folder)), Score())


def table(title: str, result: Score) -> str:
    """The figures and faults of a folder, for the terminal."""
    lines = [
        title,
        *(f"  {name:20} {value:.3f}" if name != "wrong speakers" else f"  {name:20} {value}" for name, value in result.figures().items()),
    ]
    return "\n".join([*lines, *(f"    {fault}" for fault in result.faults)])


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    folder = Path(arguments[0]) if arguments else TEXTS / "held_out" if "--held-out" in sys.argv else TEXTS
    print(table(str(folder), total(folder)))
