"""Long runs of what the ordinary tests try shortly."""

from __future__ import annotations

import os

import pytest

long = pytest.mark.skipif(not os.environ.get("TINHGON_TEST_LONG"), reason="long run; set TINHGON_TEST_LONG=1")
