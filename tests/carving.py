"""Look for the remains of a case in the raw bytes of a vault's folder."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from tests.vault_builders import sql

WINDOW = 12
"""Bytes of a piece that is looked for: as long as a nonce, and never there by chance."""
TABLES = ("seal", "case_index", "record", "revision")


@dataclass
class Remains:
    """What stood in the vault of one case while it was there."""

    keys: list[bytes] = field(default_factory=list)
    """Part keys, as bytes."""
    sealed: list[bytes] = field(default_factory=list)
    """Seals, lines of the list, rows, revisions: whole ciphertexts."""
    files: list[bytes] = field(default_factory=list)
    """Ciphertexts of attachments."""
    words: list[bytes] = field(default_factory=list)
    """What was typed, in the encodings in which it could lie about."""


def remains_of(vault, case_id, words):
    """Collect what a case consists of, before it is erased."""
    found = Remains()
    for table in TABLES:
        rows = sql(vault, f"SELECT blob FROM {table} WHERE case_id=?", case_id)  # noqa: S608
        found.sealed += [row[0] for row in rows]
    for (name,) in sql(vault, "SELECT id FROM attachment WHERE case_id=?", case_id):
        found.files.append((Path(vault.folder) / "attachments" / name[:2] / name).read_bytes())
    with vault.transaction(write=False) as work:
        keys = work.case(case_id).keys
        found.keys = [keys.cipher(part, keys.epoch(part)).attachments for part in keys.parts]
    for word in words:
        found.words += [word.encode(), word.encode("utf-16-le")]
    return found


def raw_bytes(folder):
    """Return every file of a folder and its subfolders as they lie there, by name."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file()
    }


def pieces(blob):
    """Return pieces that cover a ciphertext, leaving out format numbers that all blobs share."""
    body = blob[2:]
    return {body[at : at + WINDOW] for at in range(0, len(body) - WINDOW + 1, WINDOW)}


def carved(folder, remains):
    """Return what is found of a case: kind → number of its pieces, nothing where all is gone."""
    wanted = {
        "key": set().union(*({key[:WINDOW], key[-WINDOW:]} for key in remains.keys)),
        "sealed": set().union(*map(pieces, remains.sealed)),
        "file": set().union(*map(pieces, remains.files)) if remains.files else set(),
    }
    wanted = {kind: {one for one in some if any(one)} for kind, some in wanted.items()}
    found = dict.fromkeys((*wanted, "word"), 0)
    for data in raw_bytes(folder).values():
        found["word"] += sum(len(re.findall(re.escape(word), data)) for word in remains.words)
        windows = {data[at : at + WINDOW] for at in range(len(data) - WINDOW + 1)}
        for kind, some in wanted.items():
            found[kind] += len(some & windows)
    return {kind: count for kind, count in found.items() if count}
