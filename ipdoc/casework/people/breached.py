"""Passphrases that were stolen elsewhere: an attacker tries them first, however strong they look.

Those that look weak anyway are not listed (``tools/breached.py``); no network is asked.
"""

from __future__ import annotations

import functools
import hashlib
import tomllib
import unicodedata

from ipdoc.resources import data_dir

FILE = "breached.toml"
_DIGITS = 16
"""Hexadecimal digits of a digest: of a billion other passphrases none meets one by chance."""


def is_breached(passphrase: str) -> bool:
    """Return whether a passphrase stands in the list of stolen ones, as it was typed."""
    return digest_of(passphrase) in _digests()


def digest_of(passphrase: str) -> str:
    """Return the digest under which a passphrase would be listed."""
    text = unicodedata.normalize("NFC", passphrase)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


@functools.lru_cache(maxsize=1)
def _digests() -> frozenset[str]:
    said = tomllib.loads((data_dir("forms") / FILE).read_text(encoding="utf-8"))
    return frozenset(said["digests"].split())
