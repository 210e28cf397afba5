"""Random claims, held against an oracle that shares no code with the package. `scripts/try_claims.py` tries as many as one likes."""

from __future__ import annotations

import importlib.util
import sys

from site_folder import ROOT


def test_marks_hold_the_words_that_an_independent_reader_finds():
    spec = importlib.util.spec_from_file_location("try_claims", ROOT / "scripts/try_claims.py")
    assert spec
    assert spec.loader
    module = sys.modules["try_claims"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    tried, problems = module.attempt(160, 7)
    assert tried >= 160
    assert not problems, problems[0]
