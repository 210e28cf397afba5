#!/usr/bin/env python3
"""Take the hinting out of TrueType fonts, in place.   pip install fonttools && scripts/unhint.py FONT.ttf …"""

import sys

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.ttProgram import Program

# Sets the usual drop-out control, then pushes and drops a zero: FreeType hints by itself, which takes time too, where a font's programs are
# no longer than the first seven bytes (FT_Load_Glyph in its ftobjs.c).
PREPARATION = bytes([0xB8, 0x01, 0xFF, 0x85, 0xB0, 0x04, 0x8D, 0xB0, 0x00, 0x21])

for path in sys.argv[1:]:
    font = TTFont(path, recalcTimestamp=False)
    for table in ("fpgm", "cvt ", "DSIG"):
        if table in font:
            del font[table]
    for name in font.getGlyphOrder():
        font["glyf"][name].removeHinting()
    font["maxp"].maxSizeOfInstructions = 0
    font["prep"].program = Program()
    font["prep"].program.fromBytecode(PREPARATION)
    font.save(path)
