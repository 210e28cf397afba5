"""The interface's words in the site's language, from gettext catalogues (PO files, as translators know them)."""

from __future__ import annotations

import gettext
import io
from functools import lru_cache
from pathlib import Path

_LOCALES = Path(__file__).parent / "locales"


@lru_cache(maxsize=16)
def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a BCP 47 language tag, or of its first part; the words as they are where there is none."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for tag in (language, language.partition("-")[0]):
        file = _LOCALES / f"{tag}.po"
        if file.exists():
            compiled = io.BytesIO()
            with file.open("rb") as source:
                write_mo(compiled, read_po(source))
            compiled.seek(0)
            return gettext.GNUTranslations(compiled)
    return gettext.NullTranslations()


def languages() -> list[str]:
    """The languages that there is a catalogue of, and English, of which the templates are."""
    return sorted(["en", *(file.stem for file in _LOCALES.glob("*.po"))])
