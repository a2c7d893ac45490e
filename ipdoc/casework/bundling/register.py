"""The register of bundles: what was given to whom, file by file, so that it can be shown again.

A bundle is a record of the case; the papers made for it and its tag files are kept in the vault, so
the same bytes can be given out again as long as the person examined agrees.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from ipdoc.bagging.measured import Measured
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.record import Ref, UnknownRecordError
from ipdoc.domain.consent import Recipient
from ipdoc.domain.payloads import Payload, lift
from ipdoc.domain.rendering import Rendering

PART = "report"
"""Part of the case under whose key the register lies."""


@dataclass(frozen=True)
class KeptFile:
    """A file in a bundle, and where its bytes are in the vault."""

    path: str
    """In the bag, beginning with ``data/``."""
    attachments: tuple[str, ...]
    """Whose bytes follow one another."""
    measured: Measured


@dataclass(frozen=True)
class Enclosed:
    """An exhibit in a bundle."""

    number: str
    """As in "A-2.20"; empty for the reports and the index themselves."""
    kind: str
    titles: dict[str, str]
    """Language → title."""
    files: tuple[KeptFile, ...]
    part: int
    """First part that holds it, from 1."""
    pages: tuple[int, int] | None = None


@dataclass(frozen=True)
class BundlePart:
    """One file that is given out."""

    tags: str
    """Attachment that holds the tag files."""
    digest: str
    """SHA-256 of the tag manifest, 64 hex digits: stands on the receipt."""
    size: int
    """Bytes of the ZIP file."""
    files: tuple[str, ...]
    """Paths of its payload."""


@dataclass(frozen=True)
class Bundle:
    """A bundle as it was made."""

    id: str
    """16 hex digits."""
    made_at: dt.datetime
    """Aware, in the offset in which it was made."""
    by: str
    """Id of the person who made it."""
    recipient: Recipient
    name: str
    language: str
    rendering: Rendering
    report: int
    title: str
    """Title and number of the report, in the language of the bundle."""
    age_key: str
    """Empty = plain ZIP files."""
    fingerprint: str
    """Of the key that signed."""
    contents: tuple[str, ...]
    """Parts of the case that it holds something of; the consent asked for again at every giving."""
    missing: tuple[tuple[str, str], ...]
    """What is not in it, and why, in the language of the bundle."""
    exhibits: tuple[Enclosed, ...]
    parts: tuple[BundlePart, ...]

    @property
    def short(self) -> str:
        """What it is called on paper."""
        return self.id[:8]

    @property
    def count(self) -> int:
        """Number of exhibits, the reports among them, without the index."""
        return sum(one.kind != "index" for one in self.exhibits)

    def file_name(self, part: int) -> str:
        """Return the name of the file of a part, from 1."""
        return self.folder(part) + (".zip.age" if self.age_key else ".zip")

    def folder(self, part: int) -> str:
        """Return the folder in the ZIP file of a part."""
        return folder_name(self.id, part, len(self.parts))

    def files(self) -> dict[str, KeptFile]:
        """Return path → file of all exhibits."""
        return {file.path: file for one in self.exhibits for file in one.files}

    def to_payload(self) -> Payload:
        """Return the bundle as JSON for the vault."""
        return {
            "schema": 1,
            **{key: getattr(self, key) for key in _PLAIN},
            "made_at": self.made_at.isoformat(),
            "recipient": self.recipient.value,
            "rendering": self.rendering.value,
            "contents": list(self.contents),
            "missing": [list(one) for one in self.missing],
            "exhibits": [_enclosed(one) for one in self.exhibits],
            "parts": [{**vars(one), "files": list(one.files)} for one in self.parts],
        }

    @classmethod
    def from_payload(cls, payload: Payload) -> Bundle:
        """Read a bundle from the vault."""
        values = lift(payload)
        return cls(
            **{key: values[key] for key in _PLAIN},
            made_at=dt.datetime.fromisoformat(values["made_at"]),
            recipient=Recipient(values["recipient"]),
            rendering=Rendering(values["rendering"]),
            contents=tuple(values["contents"]),
            missing=tuple((what, why) for what, why in values["missing"]),
            exhibits=tuple(_read_enclosed(one) for one in values["exhibits"]),
            parts=tuple(
                BundlePart(**{**one, "files": tuple(one["files"])}) for one in values["parts"]
            ),
        )


_PLAIN = ("id", "by", "name", "language", "report", "title", "age_key", "fingerprint")


def _enclosed(one: Enclosed) -> dict[str, Any]:
    files = [
        {"path": file.path, "attachments": list(file.attachments), **vars(file.measured)}
        for file in one.files
    ]
    return {**vars(one), "files": files, "pages": list(one.pages) if one.pages else None}


def _read_enclosed(row: dict[str, Any]) -> Enclosed:
    files = tuple(
        KeptFile(
            one["path"],
            tuple(one["attachments"]),
            Measured(one["size"], one["sha256"], one["crc32"], tuple(one["stretches"])),
        )
        for one in row["files"]
    )
    pages = tuple(row["pages"]) if row["pages"] else None
    return Enclosed(**{**row, "files": files, "pages": pages})


def folder_name(bundle_id: str, part: int, parts: int) -> str:
    """Return the folder in the ZIP file of a part, which is the file's name too."""
    several = f"-part-{part}-of-{parts}" if parts > 1 else ""
    return f"exhibits-{bundle_id[:8]}{several}"


def bundle_path(ref: Ref, bundle_id: str) -> str:
    """Return the path of a bundle's record."""
    return f"bundle/{ref.evaluation_id}/{bundle_id}"


def joined_pieces(case: CaseFile, attachments: Sequence[str]) -> Iterator[bytes]:
    """Return the bytes of attachments, one after the other; good also after the unit of work."""
    return chain.from_iterable([case.read_attachment(one) for one in attachments])


def load_bundles(case: CaseFile, ref: Ref) -> list[Bundle]:
    """Return the bundles of an evaluation, the newest first; none where they are shut."""
    records = case.below(f"bundle/{ref.evaluation_id}/").values()
    found = [Bundle.from_payload(one.payload) for one in records]
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def load_bundle(case: CaseFile, ref: Ref, bundle_id: str) -> Bundle:
    """Return a bundle.

    Raises:
        UnknownRecordError: there is no such bundle.
    """
    record = case.get(bundle_path(ref, bundle_id))
    if record is None:
        raise UnknownRecordError("There is no such bundle; look for it on the page of bundles")
    return Bundle.from_payload(record.payload)
