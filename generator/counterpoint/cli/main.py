"""Verbs and options; nothing else. Clocks, the terminal and the environment are read here and travel on as plain values."""

from __future__ import annotations

import argparse
import contextlib
import difflib
import gc
import importlib
import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from counterpoint import __version__

if TYPE_CHECKING:
    from counterpoint.diagnostics import Diagnostic
    from counterpoint.outcome import Options

_LEFT: list[object] = []
"""What a build has left: `run` ends the program without taking it apart."""
USAGE = 2
CONTENT_ERRORS = 1

_EPILOG = """\
examples:
  counterpoint init news                a new site in the folder news, with a short example
  counterpoint new "Who pays for it?"   a new article in the site in this folder, as a draft
  counterpoint import article.txt       a draft of a published article, with all who are quoted in it
  counterpoint serve --open             see it in the browser while you write
  counterpoint check --strict           look for mistakes; warnings count as errors
  counterpoint build                    write the site into build/
  counterpoint release                  put on record what is public, after it was published

exit codes: 0 all is well, 1 the site has errors, 2 the command is wrong
`counterpoint VERB --help` has more on each.
"""


class _Parser(argparse.ArgumentParser):
    """Says what was probably meant."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(*arguments, **options)

    def error(self, message: str) -> NoReturn:
        """End with exit code 2, and the nearest word."""
        known = [option for action in self._actions for option in (*action.option_strings, *(action.choices or ()))]
        wrong = re.search(r"invalid choice: '([^']*)'|unrecognized arguments: (\S+)", message)
        if wrong and (near := difflib.get_close_matches(wrong[1] or wrong[2], map(str, known), 1, 0.5)):
            message += f"; did you mean {near[0]}?"
        super().error(message)

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:  # the verb's parser knows its own options best
        """Parse, and let the verb's own parser complain of what it does not know."""
        found, rest = self.parse_known_args(args, namespace)
        if rest:
            verbs = next((action for action in self._actions if isinstance(action, argparse._SubParsersAction)), None)
            parser = verbs.choices.get(found.verb, self) if verbs else self
            parser.error(f"unrecognized arguments: {' '.join(rest)}")
        return found


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    top = _Parser(
        prog="counterpoint",
        description="Build annotated article explainers: who says what, for which side, on what evidence, and who answers.",
        epilog=_EPILOG,
    )
    top.add_argument("--version", action="version", version=f"counterpoint {__version__}")
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=_Parser)

    folder = _Parser(add_help=False)
    folder.add_argument("--site", type=Path, default=Path(), metavar="DIR", help="the folder of the site (default: this one)")
    hidden = _Parser(add_help=False)
    hidden.add_argument("--drafts", action="store_true", help="show drafts too")
    hidden.add_argument("--future", action="store_true", help="show articles dated in the future too")
    site = _Parser(add_help=False, parents=[folder, hidden])
    site.add_argument("--strict", action="store_true", help="let warnings fail the command")
    site.add_argument("--format", choices=["terminal", "json", "github", "sarif"], default="terminal", help="how to print what is wrong")
    site.add_argument("--profile", action="store_true", help="say where the time went, by stage")
    jobs = os.cpu_count() or 1
    site.add_argument("--jobs", type=_positive, default=jobs, metavar="N", help="processes at once (default: one for each processor)")

    def verb(name: str, help: str, description: str, example: str, parents: Sequence[_Parser] = ()) -> _Parser:
        made: _Parser = verbs.add_parser(
            name, help=help, description=description, epilog=f"example:\n  counterpoint {example}", parents=parents
        )
        return made

    init = verb("init", "begin a site", "Write a small complete site into a new or empty folder.", "init news")
    init.add_argument("folder", type=Path, metavar="DIR", help="the folder; it must be empty, or not be there yet")
    new = verb(
        "new", "begin an article", "Write a draft and its sidecar, with every usual key explained.", 'new "Who pays for it?"', [folder]
    )
    new.add_argument("title", help="the article's title")
    new.add_argument("--slug", default="", metavar="SLUG", help="its address, and the name of its files (default: made of the title)")

    about = (
        "Make a draft of a published article, pasted as plain text or saved as HTML: its parts, its words, and every direct quotation as a "
        "claim with its speaker where the text names one. What is not sure is marked TODO."
    )
    bring = verb("import", "make a draft of a published article", about, "import saved-page.html", [folder])
    bring.add_argument("file", metavar="FILE", help="the article, as text or HTML; - for standard input")
    bring.add_argument("--slug", default="", metavar="SLUG", help="its address, and the name of its files (default: made of the headline)")

    about = "Build, serve, and show every change in the browser a moment after it is saved. What `build` wrote stays as it is."
    serve = verb("serve", "show the site while you write it", about, "serve --open --drafts", [folder, hidden])
    serve.add_argument("--port", type=_positive, default=8000, metavar="N", help="the port (default: 8000)")
    serve.add_argument("--host", default="127.0.0.1", metavar="NAME", help="where to listen (default: 127.0.0.1, this machine only)")
    serve.add_argument("--open", action="store_true", help="open a browser")

    check = verb("check", "look for mistakes", "All of a build but writing, and lints.", "check --strict --format github", [site])
    check.add_argument("--links", action="store_true", help="ask every external link whether it is still there")
    check.add_argument("--allow-private", action="store_true", help="ask links into private networks too")
    build = verb("build", "write the site", "Build the site; on any error the output stays as it was.", "build --output /srv/news", [site])
    build.add_argument("--output", type=Path, metavar="DIR", help="where to write it (default: build/ in the site's folder)")
    build.add_argument("--executor", default="", metavar="ADDRESS", help="a Dask cluster that shares the work, as dask:tcp://HOST:PORT")

    about = "Write published.json: from then on, public claims and addresses change only with a correction or a redirect."
    verb("release", "put on record what is public", about, "release", [folder])
    about = "List the quotes that are no longer in their articles, with what they may have become; or accept one."
    reanchor = verb("reanchor", "mend quotes after an edit", about, "reanchor --accept short-trips", [folder])
    reanchor.add_argument("--accept", default="", metavar="CLAIM", help="write the passage into the sidecar: a claim's id, or article#id")
    reanchor.add_argument("--passage", type=_positive, default=1, metavar="N", help="which of the passages (default: the first)")
    reanchor.add_argument("--force", action="store_true", help="accept a passage in which a number, a negation or a name has changed")

    explain = verb("explain", "say what a code means", "What a code means, with an example of it and its cure.", "explain quote-not-found")
    explain.add_argument("code", help="a code such as quote-not-found, or `all` for a list")
    schema = verb("schema", "write JSON Schemas for editors", "JSON Schemas of the files that authors write.", "schema --output schemas")
    schema.add_argument("--output", type=Path, default=Path("schemas"), metavar="DIR", help="the folder (default: schemas)")
    about = "Remove what builds have written, and what is remembered between them. Files that no build wrote stay."
    clean = verb("clean", "remove what builds have made", about, "clean", [folder])
    clean.add_argument("--output", type=Path, metavar="DIR", help="the output (default: build/ in the site's folder)")
    about = "Print a script with which your shell completes verbs and options."
    completion = verb(
        "completion", "complete verbs and options", about, "completion bash > ~/.local/share/bash-completion/completions/counterpoint"
    )
    completion.add_argument("shell", choices=["bash", "zsh"], help="your shell")
    return top


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = parser().parse_args(arguments)
    if "site" in options and not options.site.is_dir():
        print(f"counterpoint: {options.site} is not a folder", file=sys.stderr)
        return USAGE
    return _VERBS[options.verb](options)


def run() -> NoReturn:
    """The command. It ends at once: what is held of a large site need not be taken apart first, nor looked through for what nobody uses."""
    gc.disable()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for some takes longer than most builds
    code = main()
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def _init(options: argparse.Namespace) -> int:
    from counterpoint.scaffold.begin import AlreadyThere, new_site

    try:
        written = new_site(options.folder)
    except AlreadyThere as error:
        print(f"counterpoint: {error}; choose another folder", file=sys.stderr)
        return USAGE
    except OSError as error:
        return _refused(error)
    print(
        f"{len(written)} files written to {options.folder}. Go on with:\n\n    cd {options.folder}\n    counterpoint serve --open",
        file=sys.stderr,
    )
    return 0


def _new(options: argparse.Namespace) -> int:
    from counterpoint.scaffold.begin import AlreadyThere, new_article

    try:
        written = new_article(options.site, options.title, options.slug, _today())
    except (AlreadyThere, ValueError) as error:
        print(f"counterpoint: {error}", file=sys.stderr)
        return USAGE
    except OSError as error:
        return _refused(error)
    print(f"{' and '.join(written)} written; `counterpoint serve --drafts` shows the article", file=sys.stderr)
    return 0


def _import(options: argparse.Namespace) -> int:
    from counterpoint.importing.article import import_article
    from counterpoint.scaffold.begin import AlreadyThere

    try:
        data = sys.stdin.buffer.read() if options.file == "-" else Path(options.file).read_bytes()
    except OSError as error:
        print(f"counterpoint: {options.file} cannot be read: {error.strerror}", file=sys.stderr)
        return USAGE
    try:
        done = import_article(options.site, data, options.slug, _today())
    except (AlreadyThere, ValueError) as error:
        print(f"counterpoint: {error}", file=sys.stderr)
        return USAGE
    except OSError as error:
        return _refused(error)
    print(f"{done.report}{' and '.join(done.written)} written; `counterpoint serve --drafts` shows the article", file=sys.stderr)
    return 0


def _clean(options: argparse.Namespace) -> int:
    from counterpoint.publishing.output import clean

    try:
        removed = clean(options.site, options.output or options.site / "build")
    except OSError as error:
        return _refused(error)
    print(f"{removed:,} file{'s' if removed != 1 else ''} removed", file=sys.stderr)
    return 0


def _completion(options: argparse.Namespace) -> int:
    import shtab

    print(shtab.complete(parser(), shell=options.shell))
    return 0


def _refused(error: OSError) -> int:
    print(f"counterpoint: {error.filename} cannot be written: {error.strerror}", file=sys.stderr)
    return USAGE


def _serve(options: argparse.Namespace) -> int:
    gc.enable()  # this one goes on
    from counterpoint.outcome import Options
    from counterpoint.serving.run import serve

    chosen = Options(
        root=options.site, today=_today(), drafts=options.drafts, future=options.future, jobs=os.cpu_count() or 1, compiled=_own_cache()
    )
    try:
        serve(chosen, options.host, options.port, open_browser=options.open)
    except OSError as error:
        print(f"counterpoint: {options.host}:{options.port} cannot be used: {error.strerror}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        pass
    return 0


def _release(options: argparse.Namespace) -> int:
    from counterpoint import diagnostics
    from counterpoint.outcome import Options
    from counterpoint.release import release

    try:
        outcome = release(Options(root=options.site, today=_today(), jobs=os.cpu_count() or 1))
    except OSError as error:
        return _refused(error)
    sys.stderr.write(diagnostics.as_terminal(outcome.diagnostics, colour=_has_colour()))
    if not outcome.addresses:
        print(f"{diagnostics.summary(outcome.diagnostics)}; the record stays as it was", file=sys.stderr)
        return CONTENT_ERRORS
    print(f"{outcome.addresses:,} addresses and {outcome.claims:,} claims are on record as public", file=sys.stderr)
    return 0


def _reanchor(options: argparse.Namespace) -> int:
    from counterpoint.reanchor import reanchor

    try:
        outcome = reanchor(options.site, options.accept, options.passage, force=options.force)
    except OSError as error:
        return _refused(error)
    print(outcome.text, end="")
    return 0 if outcome.done else CONTENT_ERRORS


def _schema(options: argparse.Namespace) -> int:
    folder = options.output
    from counterpoint.model.schema import NAMES, schema

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind in NAMES:
            (folder / f"{kind}.json").write_text(schema(kind), encoding="utf-8")
    except OSError as error:
        return _refused(error)
    print(f"{len(NAMES)} schemas written to {folder}", file=sys.stderr)
    return 0


def _explain(options: argparse.Namespace) -> int:
    code = options.code
    from counterpoint.diagnostics import CODES
    from counterpoint.explanations import explain

    if code == "all":
        width = max(map(len, CODES))
        print("\n".join(f"{name:{width}}  {meaning}" for name, meaning in CODES.items()))
        return 0
    if code not in CODES:
        near = difflib.get_close_matches(code, CODES, 1)
        hint = f"did you mean {near[0]}?" if near else "`counterpoint explain all` lists them"
        print(f"counterpoint: there is no code {code}; {hint}", file=sys.stderr)
        return USAGE
    print(explain(code), end="")
    return 0


def _build(options: argparse.Namespace) -> int:
    started = time.perf_counter()
    collecting = gc.isenabled()
    gc.disable()  # a build makes many values and few cycles, and ends soon
    _LEFT.clear()

    from counterpoint import diagnostics
    from counterpoint.outcome import Options
    from counterpoint.progress import Progress
    from counterpoint.publishing.unchanged import look_while

    progress = Progress(time.perf_counter, bars=sys.stderr.isatty() and options.format == "terminal")
    chosen = Options(
        root=options.site,
        today=_today(),
        output=getattr(options, "output", None),
        drafts=options.drafts,
        future=options.future,
        strict=options.strict,
        jobs=options.jobs,
        executor=getattr(options, "executor", ""),
        compiled=_own_cache(),
        report=progress.report,
    )
    remembered: list[Any] = []

    def load() -> None:
        remembered.append(importlib.import_module("counterpoint.build").remembered(chosen))

    try:
        seen = look_while(chosen, load) if options.verb == "build" else None
        result = seen.result if seen else None
        if result is None:
            from counterpoint import build

            if options.verb == "build":
                result = build.build(chosen, seen, remembered[0] if remembered else None, _LEFT)
            else:
                result = build.check(chosen, _checks(options))
    finally:
        progress.end()
        if collecting:
            gc.enable()
    if options.format in diagnostics.FOR_PROGRAMS:
        sys.stdout.write(diagnostics.FOR_PROGRAMS[options.format](result.diagnostics))
    else:
        sys.stderr.write(diagnostics.as_terminal(result.diagnostics, colour=_has_colour()))
    if options.profile:
        sys.stderr.write(progress.profile())
    failed = result.failed(strict=options.strict)
    _say_how_it_went(result, options.verb, failed, time.perf_counter() - started, diagnostics.summary(result.diagnostics))
    return CONTENT_ERRORS if failed else 0


def _checks(options: argparse.Namespace) -> list[Callable[..., list[Diagnostic]]]:
    from counterpoint import build
    from counterpoint.assemble import Assembled

    if not options.links:
        return [build.lints]
    from counterpoint.links.ask import Manners
    from counterpoint.links.check import check_links

    def links(chosen: Options, it: Assembled) -> list[Diagnostic]:
        manners = Manners(f"Counterpoint/{__version__} link check", allow_private=options.allow_private)
        memory = chosen.root / ".cache" / "links.json"
        return build.allowed_links(chosen, it, lambda found: check_links(found, memory, chosen.today, manners))

    return [build.lints, links]


def _say_how_it_went(result: object, verb: str, failed: bool, seconds: float, counts: str) -> None:
    from counterpoint.outcome import Result

    assert isinstance(result, Result)
    articles = f"{result.articles:,} article{'s' if result.articles != 1 else ''}"
    if failed:
        outcome = f"{counts}; nothing was written" if verb == "build" else counts
    elif result.published:
        done = result.published
        stale = f", {done.removed:,} removed" if done.removed else ""
        written = f"{done.written:,} file{'s' if done.written != 1 else ''} written"
        outcome = f"{articles}, {result.changed:,} changed, {written}{stale}, {seconds:.2f} s"
    else:
        outcome = f"{articles}, no errors"
    if counts and not failed:
        outcome += f" ({counts})"
    print(outcome, file=sys.stderr)


def _has_colour() -> bool:
    """Colour where standard error is a terminal, unless NO_COLOR says otherwise (https://no-color.org)."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _own_cache() -> Path | None:
    """A folder of the user's own for what may be made again (XDG Base Directory Specification); none where there is no home."""
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "counterpoint" / "templates"
    except RuntimeError:
        return None


def _today() -> str:
    """The day that decides what lies in the future: SOURCE_DATE_EPOCH's where it is set (reproducible-builds.org), else today, UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return time.strftime("%Y-%m-%d", time.gmtime(int(epoch) if epoch.isdigit() else None))


_VERBS: dict[str, Callable[[argparse.Namespace], int]] = {
    "init": _init,
    "new": _new,
    "import": _import,
    "serve": _serve,
    "check": _build,
    "build": _build,
    "release": _release,
    "reanchor": _reanchor,
    "explain": _explain,
    "schema": _schema,
    "clean": _clean,
    "completion": _completion,
}
