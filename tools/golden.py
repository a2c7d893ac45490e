"""Write the golden files anew: what the four worked cases say, in all languages and renderings.

    python -m tools.golden    write tests/data/golden/*.txt.xz and show what has changed

Look at the changes, and at the pages that they are on, before they are committed.
"""

from __future__ import annotations

import difflib
import sys
import tempfile
from pathlib import Path

from tests.golden_cases import EVERY_EDITION, golden_cases
from tests.golden_text import FOLDER, golden_file, keep_words, kept_words, words_of


def main() -> int:
    """Write the files that differ; say what differs, file by file."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, golden_cases(Path(folder)) as cases:
        for name, language in EVERY_EDITION:
            now = words_of(cases, name, language)
            kept = kept_words(name, language) if golden_file(name, language).exists() else ""
            if kept == now:
                continue
            keep_words(name, language, now)
            both = (kept.splitlines(), now.splitlines())
            print(f"{name[:2]}.{language}")
            print("\n".join(difflib.unified_diff(*both, lineterm="", n=0)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
