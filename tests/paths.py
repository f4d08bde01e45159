"""Where the shared material lies that some tests use (decision 26)."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
TMDB5000 = SHARED / "data" / "tmdb5000"

needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared folder is not beside this clone")
