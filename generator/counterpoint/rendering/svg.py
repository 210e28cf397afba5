"""Drawings from the site's authors, and from whomever they have them: parsed as XML, and written anew from what is allowed.

Elements, attributes and addresses are held against lists. What belongs to a drawing program (layers, guides, the path of the file on
somebody's disk) is left out without a word. What could run, load or frame something is an error, so that nobody publishes a drawing that
looks other than they think. The result is UTF-8 without a declaration, so that no reader of it can take its bytes for something else.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Callable
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from msgspec import Struct

_SVG, _XLINK, _XML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace"
_XHTML = "http://www.w3.org/1999/xhtml"
_ELEMENT_NAMES = """
svg g defs symbol use switch view path rect circle ellipse line polyline polygon text tspan textPath title desc a image style
linearGradient radialGradient stop pattern clipPath mask marker filter animate animateTransform animateMotion mpath set
feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow
feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight
feSpecularLighting feSpotLight feTile feTurbulence
"""
_ATTRIBUTE_NAMES = """
id class style lang tabindex role transform transform-origin x y z x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy d points width height
viewBox preserveAspectRatio pathLength rotate textLength lengthAdjust startOffset method spacing side offset gradientUnits
gradientTransform spreadMethod patternUnits patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits markerUnits
markerWidth markerHeight refX refY orient filterUnits primitiveUnits in in2 result mode type values tableValues slope intercept
amplitude exponent operator k1 k2 k3 k4 order kernelMatrix divisor bias targetX targetY edgeMode kernelUnitLength preserveAlpha
surfaceScale diffuseConstant specularConstant specularExponent limitingConeAngle pointsAtX pointsAtY pointsAtZ azimuth elevation scale
xChannelSelector yChannelSelector stdDeviation radius baseFrequency numOctaves seed stitchTiles version systemLanguage
attributeName attributeType begin dur end min max restart repeatCount repeatDur calcMode keyTimes keySplines keyPoints from to by
additive accumulate path origin media aria-label aria-labelledby aria-describedby aria-hidden target rel
alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation color-interpolation-filters color-rendering cursor
direction display dominant-baseline fill fill-opacity fill-rule filter flood-color flood-opacity font font-family font-feature-settings
font-size font-size-adjust font-stretch font-style font-variant font-weight glyph-orientation-vertical image-rendering
isolation kerning letter-spacing lighting-color marker marker-end marker-mid marker-start mask mask-type mix-blend-mode opacity overflow
paint-order pointer-events shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap
stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration text-rendering text-transform
unicode-bidi vector-effect visibility word-spacing writing-mode white-space
"""
_ELEMENTS, _ATTRIBUTES = frozenset(_ELEMENT_NAMES.split()), frozenset(_ATTRIBUTE_NAMES.split())
_SILENT = frozenset(["metadata"])
_ANIMATIONS = frozenset(["animate", "animateTransform", "animateMotion", "set"])
_LINK = re.compile(r"https?://[^\s\\]+", re.IGNORECASE)
_DATA = re.compile(r"data:image/(png|jpeg|jpg|gif|webp);base64,([A-Za-z0-9+/=\s]+)", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_OF_A_PROGRAM = re.compile(r"(?:(?<=[{;\s])|\A)-(?!webkit-|moz-|ms-|o-|-)[\w-]+\s*:[^;{}]*(?:;|(?=[{}])|\Z)")
"""A property of a drawing program, such as `-inkscape-font-specification`."""
_LENGTH = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([a-z%]*)\s*", re.IGNORECASE | re.ASCII)
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "em": 16.0, "rem": 16.0, "ex": 8.0}
_MOST_PIXELS = 100_000
_MOST_DEPTH = 200
_MOST_SHOWN = 100_000
"""Elements that a browser would draw, those that <use> repeats counted each time: a drawing may repeat what repeats."""

Embedded = Callable[[str, bytes], bytes]
"""Takes the kind and the bytes of a picture inside a drawing, and returns it without metadata. Raises ValueError."""


class SafeSvg(Struct, frozen=True):
    """A drawing as it may be published, and its measures in pixels."""

    content: bytes
    width: int
    height: int


class Unsafe(ValueError):
    """A drawing cannot be published; the message says why, with the line where there is one."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(f"{message} (line {line})" if line else message)


def read(data: bytes, embedded: Embedded) -> SafeSvg:
    """Parse a drawing and write it anew. Raises Unsafe."""
    writer = _Writer(embedded)
    parser = expat.ParserCreate(namespace_separator="\x1f")
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.buffer_text = True
    writer.parser = parser
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = writer.start, writer.end, writer.text
    parser.StartDoctypeDeclHandler, parser.SkippedEntityHandler = writer.doctype, writer.entity
    parser.ProcessingInstructionHandler = writer.instruction
    try:
        parser.Parse(data, True)
    except Unsafe:
        raise
    except expat.ExpatError as error:
        raise Unsafe(f"it is no XML: {expat.ErrorString(error.code)}", error.lineno) from None
    except (ValueError, LookupError):  # encodings that the parser does not know, or that Python refuses
        raise Unsafe("its encoding cannot be read; save it as UTF-8") from None
    if _shown(writer.elements) > _MOST_SHOWN:
        raise Unsafe(f"its <use> elements repeat more than {_MOST_SHOWN:,} others; save it as a plain SVG")
    width, height = _measures(writer.root)
    return SafeSvg("".join(writer.parts).encode("utf-8", "strict"), width, height)


class _Element(Struct, frozen=True):
    """An element that stays: the number of the one around it, its id, and the id of what it repeats."""

    around: int
    id: str
    repeats: str


def _shown(elements: list[_Element]) -> int:
    """Count the elements that a browser would draw, up to a little more than the most that are allowed."""
    inside: list[list[int]] = [[] for _ in elements]
    for number, element in enumerate(elements[1:], 1):
        inside[element.around].append(number)
    numbers: dict[str, int] = {}
    for number, element in enumerate(elements):
        numbers.setdefault(element.id, number)
    count, waiting = 0, [0]
    while waiting and count + len(waiting) <= _MOST_SHOWN:
        number = waiting.pop()
        count += 1
        waiting += inside[number]
        repeated = numbers.get(elements[number].repeats) if elements[number].repeats else None
        waiting += [] if repeated is None else [repeated]
    return count + len(waiting)


class _Writer:
    """Takes the events of a parser, and writes what is allowed."""

    parser: expat.XMLParserType

    def __init__(self, embedded: Embedded) -> None:
        self.embedded = embedded
        self.parts: list[str] = []
        self.root: dict[str, str] = {}
        self.names: list[str] = []
        self.elements: list[_Element] = []
        self.open: list[int] = []
        """The numbers of the elements that are open."""
        self.style: list[str] | None = None
        self.skipped = 0
        self.own = _SVG

    def refuse(self, message: str) -> Unsafe:
        return Unsafe(message, self.parser.CurrentLineNumber)

    def doctype(self, name: str, system: str | None, public: str | None, has_internal_subset: int) -> None:
        if has_internal_subset:
            raise self.refuse("it declares entities of its own; save it as a plain SVG")

    def entity(self, name: str, is_parameter_entity: bool) -> None:
        raise self.refuse(f"it uses the entity {name!r}; save it as a plain SVG")

    def instruction(self, target: str, data: str) -> None:
        raise self.refuse(f"it carries an instruction for programs, <?{target}?>; save it as a plain SVG")

    def start(self, full_name: str, attributes: dict[str, str]) -> None:
        namespace, _, name = full_name.rpartition("\x1f")
        if not self.names and not namespace and name == "svg":
            self.own = ""  # a browser shows such a drawing only where it is written anew, with its namespace
        if self.skipped:
            self.check_foreign(namespace, name)
            self.skipped += 1
            return
        if namespace != self.own or name in _SILENT:
            self.check_foreign(namespace, name)
            if not self.names:
                raise self.refuse("its first element is no <svg> of the SVG namespace")
            self.skipped = 1
            return
        if name not in _ELEMENTS:
            raise self.refuse(f"it carries <{name}>, which is not allowed in a drawing; save it as a plain SVG")
        if len(self.names) >= _MOST_DEPTH:
            raise self.refuse("it is nested too deeply")
        kept = self.attributes(name, attributes)
        if not self.names:
            if name != "svg":
                raise self.refuse("its first element is no <svg>")
            self.root = kept
            kept = {"xmlns": _SVG, "xmlns:xlink": _XLINK, **kept}
        self.names.append(name)
        address = kept.get("href", kept.get("xlink:href", ""))
        self.elements.append(_Element(self.open[-1] if self.open else -1, kept.get("id", ""), address[1:] if name == "use" else ""))
        self.open.append(len(self.elements) - 1)
        self.parts.append(f"<{name}{''.join(f' {key}={quoteattr(value)}' for key, value in kept.items())}>")
        if name == "style":
            self.style = []

    def check_foreign(self, namespace: str, name: str) -> None:
        """Raise Unsafe for an element that is not the drawing's own and would mean something to a browser."""
        if namespace in {_XHTML, "", _SVG} and not (namespace == self.own and name in _ELEMENTS | _SILENT):
            raise self.refuse(f"it carries <{name}>, which is not allowed in a drawing; save it as a plain SVG")

    def end(self, full_name: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        name = self.names.pop()
        self.open.pop()
        if name == "style" and self.style is not None:
            css = self.plain_css("".join(self.style))
            self.parts.append(escape(css))
            self.style = None
        self.parts.append(f"</{name}>")

    def text(self, data: str) -> None:
        if self.skipped or not self.names:
            return
        if self.style is not None:
            self.style.append(data)
        else:
            self.parts.append(escape(data))

    def attributes(self, element: str, attributes: dict[str, str]) -> dict[str, str]:
        kept: dict[str, str] = {}
        for full_name, value in attributes.items():
            namespace, _, name = full_name.rpartition("\x1f")
            if namespace == _XLINK and name == "href":
                kept["xlink:href"] = self.address(element, value)
            elif namespace == _XML and name in {"space", "lang"}:
                kept[f"xml:{name}"] = value
            elif namespace:
                continue
            elif name.lower().startswith("on"):
                raise self.refuse(f"its <{element}> has the attribute {name}, which may run a script; save it as a plain SVG")
            elif name == "href":
                kept[name] = self.address(element, value)
            elif name in _ATTRIBUTES:
                kept[name] = self.plain_css(value)
        changed = kept.get("attributeName", "").strip()
        if element in _ANIMATIONS and changed and (changed not in _ATTRIBUTES or changed == "style"):
            raise self.refuse(f"its <{element}> changes {changed!r}, which may be an address or a script; save it as a plain SVG")
        return kept

    def address(self, element: str, value: str) -> str:
        """Return an address that may stay: a part of the same drawing, a link, or a picture inside the file."""
        trimmed = value.strip()
        if trimmed.startswith("#") or not trimmed:
            return trimmed
        if element == "a" and _LINK.fullmatch(trimmed):
            return trimmed
        picture = _DATA.fullmatch(trimmed) if element in {"image", "feImage"} else None
        if picture is None:
            raise self.refuse(f"its <{element}> refers to {value[:60]!r}, outside of the drawing; embed it as a picture, or take it out")
        kind = {"jpg": "jpeg"}.get(picture[1].lower(), picture[1].lower())
        try:
            content = self.embedded(kind.upper(), base64.b64decode("".join(picture[2].split()), validate=True))
        except (binascii.Error, ValueError) as error:
            raise self.refuse(f"a picture inside it cannot be read ({error})") from None
        return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"

    def plain_css(self, text: str) -> str:
        """Return a style or a value without comments and without properties of drawing programs.

        Raises Unsafe where it would load something. Parts of the same drawing may be referred to.
        """
        plain = _COMMENT.sub("", text)
        while (shorter := _OF_A_PROGRAM.sub("", plain)) != plain:
            plain = shorter
        if "\\" in plain:  # an escape may spell an address
            raise self.refuse("its style has a backslash; save it as a plain SVG")
        if re.search(r"@\s*import|expression\s*\(|javascript:|image-set\s*\(|image\s*\(|src\s*\(", plain, re.IGNORECASE):
            raise self.refuse("its style loads something; save it as a plain SVG")
        for target in re.findall(r"url\s*\(\s*(.)", plain.replace('"', "").replace("'", ""), re.IGNORECASE):
            if target != "#":
                raise self.refuse("its style refers to something outside of the drawing")
        return plain


def _measures(root: dict[str, str]) -> tuple[int, int]:
    """Return a drawing's measures: its view box, which says the shape of what is seen, else its width and height."""
    if "viewBox" in root:
        numbers = re.split(r"[\s,]+", root["viewBox"].strip())
        sizes = [_number(part) for part in numbers]
        if len(sizes) == 4 and all(size is not None for size in sizes) and sizes[2] and sizes[3] and sizes[2] > 0 and sizes[3] > 0:
            return _bounded(sizes[2], sizes[3])
        raise Unsafe(f"its viewBox is {root['viewBox']!r}; it should be four numbers, such as '0 0 640 480'")
    if "width" not in root or "height" not in root:
        raise Unsafe("its <svg> element has neither a viewBox nor both width and height")
    width, height = _pixels(root["width"]), _pixels(root["height"])
    if width is None or height is None:
        raise Unsafe(f"its width is {root['width']!r} and its height {root['height']!r}; they should be lengths, such as '640' and '480px'")
    return _bounded(width, height)


def _number(text: str) -> float | None:
    match = _LENGTH.fullmatch(text)
    value = float(match[1]) if match and not match[2] else math.nan
    return value if math.isfinite(value) else None


def _pixels(text: str) -> float | None:
    match = _LENGTH.fullmatch(text)
    factor = _PIXELS.get(match[2].lower()) if match else None
    value = float(match[1]) * factor if match and factor else math.nan
    return value if math.isfinite(value) and value > 0 else None


def _bounded(width: float, height: float) -> tuple[int, int]:
    """Return whole pixels that keep the shape, at most a hundred thousand each."""
    scale = min(1.0, _MOST_PIXELS / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))
