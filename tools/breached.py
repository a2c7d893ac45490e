"""Write forms/breached.toml: passphrases of a list of breaches that would pass as strong.

    python -m tools.breached 10-million-password-list-top-1000000.txt

Nearly all of such a list falls to the threshold of guesses; only what is left is shipped, as
digests. The list in use is the million most frequent ones of SecLists (MIT licence).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from ipdoc.casework.people.breached import FILE, digest_of
from ipdoc.casework.people.strength import FEWEST_GUESSES, SHORTEST_PASSPHRASE, counted_guesses
from ipdoc.resources import data_dir

_A_LINE = 8
HEADER = """\
# Passphrases of known breaches that the count of guesses alone would let through, as digests.
# Written by python -m tools.breached from the million most frequent ones of ten million that were
# stolen (SecLists, Passwords/Common-Credentials, MIT licence); all others fall to the threshold.
looked_at = {looked_at}
digests = '''
"""


def left_over(listed: Iterable[str]) -> list[str]:
    """Return the digests of those passphrases that are long and count as strong, in order."""
    long = (one for one in listed if len(one) >= SHORTEST_PASSPHRASE)
    return sorted(digest_of(one) for one in long if counted_guesses(one) >= FEWEST_GUESSES)


def main(name: str) -> int:
    """Write the file anew and say how many digests it holds."""
    listed = Path(name).read_text(encoding="utf-8", errors="replace").splitlines()
    found = left_over(listed)
    lines = (" ".join(found[at : at + _A_LINE]) for at in range(0, len(found), _A_LINE))
    text = HEADER.format(looked_at=len(listed)) + "\n".join(lines) + "\n'''\n"
    (data_dir("forms") / FILE).write_text(text, encoding="utf-8")
    print(f"{len(found)} of {len(listed)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
