"""The Jinja environment: autoescape, strict undefined, and only these filters."""

from __future__ import annotations

import gettext
import hashlib
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from itertools import islice
from pathlib import Path
from typing import Any

import jinja2
from babel.numbers import format_decimal
from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape
from msgspec import Struct
from msgspec.structs import replace

from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.engine.store import StoreDamaged
from counterpoint.model.dates import day_in
from counterpoint.model.site import SiteSettings
from counterpoint.pages.page import Page, Words, absolute
from counterpoint.pages.punctuation import full_stop, without_second_stop
from counterpoint.reading.directions import runs_from_right
from counterpoint.rendering import dates
from counterpoint.rendering.compiled import Compiled
from counterpoint.rendering.theme import TemplateSource
from counterpoint.rendering.words import translations
from counterpoint.site import addresses
from counterpoint.site.link import LinkedSite


class PageContext(Struct, frozen=True):
    """What every page has around it; the same for all pages of a site."""

    settings: SiteSettings
    language: str
    direction: str
    navigation: tuple[tuple[str, str], ...]
    assets: Mapping[str, str]
    """Plain name → address of each asset."""
    logo: Any = None
    original: str = ""
    """The language of the original, where these are the pages of a further one."""


_AT_ONCE = 16_384
"""Stretches of a page that are joined at a time: all of most pages, and little of a list of everything."""


class RenderingFailure(Exception):
    """Something could not be rendered; carries the diagnostic."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def page_context(site: LinkedSite, assets: Mapping[str, str], *, logo: Any = None) -> PageContext:
    """The frame of a site's pages. Without `navigation` in site.yml the main lists are linked."""
    settings = site.settings
    links = [(item.label, site.href(item.url) if item.url.startswith("/") else item.url) for item in settings.navigation]
    if not links:
        defaults = [("Explainers", addresses.HOME), ("Speakers", addresses.SPEAKERS)]
        defaults += [("Topics", addresses.TOPICS)] if settings.topics else []
        defaults += [("Sources", addresses.SOURCES), ("Corrections", addresses.CORRECTIONS)]
        links = [(label, site.href(address)) for label, address in defaults]
    original = site.edition.original if site.edition else ""
    return PageContext(settings, settings.language, dates.direction(settings.language), tuple(links), assets, logo, original)


_COUNTED = 4096
"""Phrases with a number that are remembered."""


class _Interface:
    """Phrases of the interface, in its language, with values put in and escaped. Only a template's own words are taken as HTML; see
    `_Phrases`."""

    def __init__(self, language: str) -> None:
        self.words, self.locale = translations(language), dates.locale_of(language)
        self.known: dict[tuple[str, type[str], str, int], Markup] = {}

    def phrase(self, text: str, **values: object) -> Markup:
        """One phrase."""
        translated = without_second_stop(self.words.gettext(text), values) if text else text
        shown = Markup(translated) if isinstance(text, Markup) else escape(translated)  # noqa: S704 - a catalogue's words for a template's
        return shown % values if values else shown

    def counted(self, singular: str, plural: str, num: int) -> Markup:
        """A phrase that depends on a number, which stands for `%(num)s`. Small numbers come again and again."""
        key = (singular, type(singular), plural, num)
        if key not in self.known:
            if len(self.known) >= _COUNTED:
                self.known.clear()
            self.known[key] = self._counted(singular, plural, num)
        return self.known[key]

    def _counted(self, singular: str, plural: str, num: int) -> Markup:
        translated = self.words.ngettext(singular, plural, num)
        shown = Markup(translated) if isinstance(singular, Markup) else escape(translated)  # noqa: S704 - as above
        return shown % {"num": format_decimal(num, locale=self.locale)}


class _Once:
    """Calls a template's macro, unless it was called on the same values already while this target is rendered. What a macro looks at beside
    its arguments is the same for all pages of a target, but for `page` and `view`, which no imported macro sees."""

    def __init__(self) -> None:
        self._results: dict[tuple[object, ...], tuple[object, Markup]] = {}

    def __call__(self, macro: Callable[..., Markup], *values: object) -> Markup:
        key = (id(macro), *((type(value), value) if isinstance(value, str | int) else id(value) for value in values))
        if key not in self._results:
            self._results[key] = (macro, *values), macro(*values)  # what is remembered by its id has to stay
        return self._results[key][1]

    def forget(self) -> None:
        """Begin with another target: what it looks at has to be noted anew."""
        self._results.clear()


_COMPILED: dict[tuple[Path | None, str], Compiled] = {}
"""By language: phrases are compiled in."""


def _compiled(folder: Path | None, language: str, words: gettext.NullTranslations) -> Compiled:
    if (folder, language) not in _COMPILED:
        program = (jinja2.__version__, hashlib.blake2b(Path(__file__).read_bytes()).hexdigest())
        phrases = sorted(getattr(words, "_catalog", {}).items(), key=str)
        _COMPILED[folder, language] = Compiled(folder, repr((program, language, phrases)))
    return _COMPILED[folder, language]


class _Phrases(NodeTransformer):
    """Marks the words that stand in a template as its own. Phrases without values, which most are, are put in as they read."""

    def __init__(self, words: gettext.NullTranslations) -> None:
        self.words = words

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - named by Jinja
        """Replace `_("…")`, and the words of `_("…", value=…)` and `ngettext("…", "…", number)`."""
        self.generic_visit(node)
        if not (isinstance(node.node, nodes.Name) and node.node.name in {"_", "ngettext"}):
            return node
        for number, word in enumerate(node.args):
            if isinstance(word, nodes.Const) and isinstance(word.value, str):
                node.args[number] = nodes.Const(Markup(word.value), lineno=word.lineno)  # noqa: S704 - a template's own words
        alone = len(node.args) == 1 and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        if not alone or not isinstance(node.args[0], nodes.Const):
            return node
        text = self.words.gettext(str(node.args[0].value))
        return nodes.Const(Markup(text), lineno=node.lineno)  # noqa: S704 - as above


class _Environment(jinja2.Environment):
    """Jinja's environment, which compiles the interface's phrases in."""

    words: gettext.NullTranslations

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Make the globals of a template; see Jinja, which looks through them at every import. A plain dict is looked through quickly."""
        return {**self.globals, **(d or {})}

    def compile(self, source: str | nodes.Template, *arguments: Any, **options: Any) -> Any:
        """Compile a template; see Jinja, which takes its source, or a tree of nodes."""
        name, filename = (*arguments, None, None)[:2]
        tree = self.parse(source, name, filename) if isinstance(source, str) else source
        return super().compile(_Phrases(self.words).visit(tree), *arguments, **options)


class Templates:
    """Renders pages inside one site's frame. `href` gives the link to an address of the site; compiled templates are kept in the folder
    `compiled`, if there is one."""

    def __init__(
        self, sources: Mapping[str, TemplateSource], frame: PageContext, href: Callable[[str], str], compiled: Path | None = None
    ) -> None:
        self.frame = frame
        self.interface = _Interface(frame.language)
        self.environment = _Environment(
            loader=jinja2.FunctionLoader(lambda name: _source(sources, name)),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            bytecode_cache=_compiled(compiled, frame.language, self.interface.words),
        )
        self.environment.words = self.interface.words
        self.once = _Once()
        settings = frame.settings
        self.environment.globals.update(
            frame=frame,
            _=self.interface.phrase,
            ngettext=self.interface.counted,
            once=self.once,
            site=settings,
            asset=lambda name: frame.assets[name],
            url=href,
            in_language=lambda language, text="": _in_language(language, text, frame.direction),
            in_direction=lambda text: _in_language("", text, frame.direction),
            language_name=dates.language_name,
            language_here=lambda language: dates.language_name_in(language, frame.language),
            absolute=lambda address: absolute(settings, address),
            full_stop=full_stop,
        )
        self.environment.filters["date"] = lambda date: dates.readable(day_in(date, settings.zone), frame.language)

    def render(self, page: Page) -> Iterator[bytes]:
        """One page's bytes, in pieces. Raises RenderingFailure with a diagnostic if its template is at fault."""
        page = self.in_words(page)
        try:
            stretches = self.environment.get_template(page.template).generate(page=page, view=page.view)
            while some := list(islice(stretches, _AT_ONCE)):
                yield "".join(some).encode()
        except jinja2.TemplateError as error:
            raise RenderingFailure(_diagnostic(error, page)) from error
        except (OSError, StoreDamaged):
            raise
        except Exception as error:  # templates are programs: they can fail in any way
            raise RenderingFailure(_diagnostic(error, page)) from error

    def in_words(self, page: Page) -> Page:
        """A page whose title and description are phrases of the interface, in its language."""
        values = {"site": self.frame.settings.title}

        def worded(text: str) -> str:
            return without_second_stop(self.interface.words.gettext(text), values) % values if isinstance(text, Words) else text

        return replace(page, title=worded(page.title), description=worded(page.description))


def _source(sources: Mapping[str, TemplateSource], name: str) -> tuple[str, str, None] | None:
    source = sources.get(name)
    if source is None:
        return None
    if source.text is None:
        raise jinja2.TemplateSyntaxError(f"{name} is not UTF-8 text", 1, name, source.path)
    return source.text, source.path, None


def _in_language(language: str, text: object, around: str) -> Markup:
    """Attributes for words in another language than the page's, or that run the other way than what is around them.

    The empty language is the page's own. Most letters of a text tell how it runs; without a text, its language does.
    """
    expected = dates.direction(language) if language else around
    from_right = runs_from_right(str(text))
    direction = expected if from_right is None else "rtl" if from_right else "ltr"
    if language:
        return Markup(' lang="{}" dir="{}"').format(language, direction)
    return Markup(' dir="{}"').format(direction) if direction != around else Markup("")


def _diagnostic(error: Exception, page: Page) -> Diagnostic:
    name = getattr(error, "name", None) if isinstance(error, jinja2.TemplateSyntaxError) else None
    line = getattr(error, "lineno", 0) or 0
    if isinstance(error, jinja2.TemplateNotFound):
        message = f"there is no template {error.message}"
        return Diagnostic(
            "template-error",
            ERROR,
            Location(f"templates/{page.template}"),
            message,
            "add it to templates/, or correct its name",
        )
    traceback = error.__traceback__
    while traceback:
        file = traceback.tb_frame.f_code.co_filename
        if file.endswith((".html", ".xml")):
            name, line = file.rpartition("templates/")[2], traceback.tb_lineno
        traceback = traceback.tb_next
    message = f"the template cannot be rendered for {page.address}: {getattr(error, 'message', None) or error}"
    return Diagnostic(
        "template-error",
        ERROR,
        Location(f"templates/{name or page.template}", line),
        message,
        "mend the template, or remove it to use the packaged one",
    )
