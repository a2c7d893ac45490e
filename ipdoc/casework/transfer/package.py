"""A case file with files: a ZIP that holds ``case.json`` and each file under its SHA-256.

Nothing in it is compressed, so nothing in it can grow while it is read; a file whose bytes are not
those that its name says is refused. Without files a case file is ``case.json`` alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from ipdoc.bagging.archive import Archive, Entry
from ipdoc.bagging.measured import as_measured, measured
from ipdoc.exchange.case_errors import CaseFormatError

CASE = "case.json"
_FILE = re.compile(r"files/([0-9a-f]{64})")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)
_ENCRYPTED = 1
Read = Callable[[], Iterable[bytes]]
"""Yields the bytes of a file, from the beginning each time."""


@dataclass(frozen=True)
class Package:
    """A case file as it came."""

    case: bytes
    """JSON."""
    files: Mapping[str, Callable[[], bytes]]
    """SHA-256 → what reads the file, not compared yet."""

    def read(self, name: str) -> bytes:
        """Return the bytes of a file.

        Raises:
            CaseFormatError: they are not those that its name says.
        """
        try:
            data = self.files[name]()
        except _BROKEN as error:
            raise _changed(name) from error
        if hashlib.sha256(data).hexdigest() != name:
            raise _changed(name)
        return data


def _changed(name: str) -> CaseFormatError:
    return CaseFormatError(
        "The file {name} in the case file was changed or cut off; ask for the case file anew",
        name=name[:16],
    )


def read_package(data: bytes) -> Package:
    """Return what a case file is made of; its files are read when they are asked for.

    Args:
        data: a ZIP, or JSON alone.

    Raises:
        CaseFormatError: it is a ZIP in which something else lies, or a broken one.
    """
    if not data.startswith(b"PK"):
        return Package(data, {})
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
        _refuse_foreign(infos, len(data))
        case = archive.read(CASE)
    except KeyError:
        raise CaseFormatError("This ZIP file holds no case.json: it is no case file") from None
    except _BROKEN as error:
        text = "The case file was changed or cut off; ask for it anew"
        raise CaseFormatError(text) from error
    files = {
        one.filename.removeprefix("files/"): partial(archive.read, one)
        for one in infos
        if one.filename != CASE
    }
    return Package(case, files)


def _refuse_foreign(infos: list[zipfile.ZipInfo], size: int) -> None:
    names = [one.filename for one in infos]
    for one in infos:
        if one.filename != CASE and not _FILE.fullmatch(one.filename):
            raise CaseFormatError("The case file holds something that does not belong into it")
        if one.compress_type != zipfile.ZIP_STORED or one.flag_bits & _ENCRYPTED:
            raise CaseFormatError("The case file was packed anew; import it as it was exported")
    if len(set(names)) != len(names) or sum(one.file_size for one in infos) > size:
        raise CaseFormatError("The case file was packed anew; import it as it was exported")


def refuse_other_files(package: Package, named: Iterable[str]) -> None:
    """See that the files in a package are those that its case names.

    Raises:
        CaseFormatError: one is missing, or nothing names it.
    """
    wanted = set(named)
    for name in sorted(wanted - set(package.files)):
        raise CaseFormatError("The case file lacks the file {name} that it names", name=name[:16])
    for name in sorted(set(package.files) - wanted):
        text = "The case file holds the file {name}, which nothing in it names"
        raise CaseFormatError(text, name=name[:16])


def written(case: bytes, files: Mapping[str, Read], at: dt.datetime) -> Iterator[bytes]:
    """Yield a case file: JSON alone, or a ZIP where files go along.

    Args:
        case: JSON.
        files: SHA-256 → what reads it.
        at: date of the entries.

    Raises:
        ChangedFileError: a file changed between two readings.
    """
    if not files:
        yield case
        return
    sources: dict[str, Read] = {CASE: lambda: (case,)}
    sources |= {f"files/{name}": read for name, read in sorted(files.items())}
    known = {name: measured(read()) for name, read in sources.items()}
    entries = tuple(Entry(name, one.size, one.crc32) for name, one in known.items())
    archive = Archive(entries, at)
    yield from archive.pieces(lambda one: as_measured(sources[one.name](), known[one.name]))
