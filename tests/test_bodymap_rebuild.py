"""A rebuild of the diagrams gives the same bytes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("IPDOC_BODY_DATA", ROOT.parent / "shared" / "body"))
VIEWS, FIGURES = "hand_l_palm,foot_r_dorsal", "neutral,child"
"""Few and small, so that the test takes seconds; `make diagrams` builds all of them."""


def test_two_views_are_rebuilt_byte_for_byte() -> None:
    if not (DATA / "base.obj").is_file():
        if os.environ.get("CI"):
            pytest.fail(f"The body data is missing: put it into {DATA} or set IPDOC_BODY_DATA")
        pytest.skip(f"the body data is not at {DATA}, so the diagrams cannot be rebuilt here")
    built = subprocess.run(
        [
            sys.executable, "tools/bodymap/build.py", "--data", str(DATA), "--check",
            "--views", VIEWS, "--figures", FIGURES,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
