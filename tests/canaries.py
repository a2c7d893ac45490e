"""Words that no one else would write, and a scanner that finds them wherever they leak.

All words begin with one of two stems, so that a large file is searched for the stems only.
"""

import base64
import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

STEMS = ("Quorvex", "Жъёщум")
_LATIN = "adol bemi cafu dorin efalk fumet gorat hilba idrun jomek kalto lumva"
_CYRILLIC = "бера вилон гудар дамек зорис калут левин мораж надир офель пулан рикот"
_METADATA = "artist copyr camera serial gpsarea comment xmpnote"
_ERRORS = "path query badpost badfile badhost header"


def _words(stem: str, ends: str) -> tuple[str, ...]:
    return tuple(stem + end for end in ends.split())


WORDS = (*_words(STEMS[0], _LATIN), *_words(STEMS[1], _CYRILLIC))
"""Typed into the pages: twelve Latin, twelve Cyrillic."""
PASSPHRASE_WORD = "Quorvexpass"
METADATA = _words(STEMS[0], _METADATA)
"""In the metadata of the photograph."""
ERRORS = _words(STEMS[0], _ERRORS)
"""Sent in requests that are refused."""
_SYLLABLES = tuple(first + second for first in "bdgklmnr" for second in "ao")


def numbered(number: int) -> str:
    """Return one of 8192 further words, every second one Cyrillic in its stem."""
    places = (number >> 9 & 15, number >> 5 & 15, number >> 1 & 15)
    return STEMS[number % 2] + "".join(_SYLLABLES[place] for place in places)


ALL = (*WORDS, PASSPHRASE_WORD, *METADATA, *ERRORS)
_MOST_INFLATED = 1 << 22
_PIECE = 4096


def forms(word: str) -> set[bytes]:
    """Return the bytes in which a word may lie about."""
    found = set()
    for text in (word, word.upper(), word.lower()):
        found |= {text.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")}
        found |= {text.encode("cp1251", "replace"), json.dumps(text)[1:-1].encode()}
        found |= {quote(text).encode(), text.encode("utf-16-be").hex().encode()}
        found |= {text.encode().hex().encode(), *_base64(text.encode())}
    return found


def _base64(data: bytes) -> Iterator[bytes]:
    """Yield the part of the base64 of some bytes that does not depend on what stands around."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + data)
        first = (before * 8 + 5) // 6
        yield encoded[first : (before + len(data)) * 8 // 6]


_STEM_FORMS = frozenset().union(*(forms(stem) for stem in STEMS))


def carried(data: bytes, words: Iterable[str] = ALL) -> set[str]:
    """Return the words that stand in some bytes, plainly or in a deflated stream inside.

    Words without a stem are searched for one by one: few of them, in few bytes.
    """
    found = set()
    stemmed = [word for word in words if word.startswith(STEMS)]
    others = [word for word in words if not word.startswith(STEMS)]
    for layer in (data, *_inflated(data)):
        wanted = stemmed if any(form in layer for form in _STEM_FORMS) else []
        found |= {word for word in (*wanted, *others) if any(one in layer for one in forms(word))}
    return found


def _inflated(data: bytes) -> Iterator[bytes]:
    """Yield what every zlib or gzip stream in some bytes holds, cut short where it breaks off."""
    for head, window in ((b"\x78", 15), (b"\x1f\x8b\x08", 31)):
        at = data.find(head)
        while at >= 0:
            if window == 31 or int.from_bytes(data[at : at + 2]) % 31 == 0:
                inflated = _inflate(data, at, window)
                if len(inflated) > 8:
                    yield inflated
            at = data.find(head, at + 1)


def _inflate(data: bytes, at: int, window: int) -> bytes:
    engine, out, size = zlib.decompressobj(window), [], 0
    for start in range(at, len(data), _PIECE):
        try:
            piece = engine.decompress(data[start : start + _PIECE], _MOST_INFLATED)
        except zlib.error:
            break
        out.append(piece)
        size += len(piece)
        if engine.eof or engine.unconsumed_tail or size > _MOST_INFLATED:
            break
    return b"".join(out)


def leaks(
    folders: Iterable[Path],
    words: Iterable[str] = (),
    clean: set[tuple[str, int, int]] | None = None,
) -> dict[str, set[str]]:
    """Return what is found in and below folders, by file: our words, their stems, other words.

    Args:
        folders: names of the files in them count as well.
        words: besides ours.
        clean: files that were found clean, by name, size and time of the last change; they are
            not read again, and those found clean now are added.
    """
    found, words, clean = {}, (*ALL, *STEMS, *words), set() if clean is None else clean
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            told = path.stat()
            mark = (str(path), told.st_size, told.st_mtime_ns)
            if mark not in clean:
                data = path.read_bytes() if path.is_file() else b""
                here = carried(data, words) | carried(str(path).encode(), words)
                found |= {str(path): here} if here else {}
                clean |= set() if here else {mark}
    return found
