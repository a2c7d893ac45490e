"""XLIFF 1.2: the file that translators' programs read and write.

Source: OASIS, XLIFF Version 1.2 (2008), http://docs.oasis-open.org/xliff/v1.2/os/xliff-core.html
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass

from ipdoc.errors import IpdocError

_NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DECLARED = re.compile("<!(DOCTYPE|ENTITY)", re.IGNORECASE)
"""Entities can be made to fill the memory, so none is read."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LARGEST_FILE = 20_000_000
"""Bytes."""


class XliffError(IpdocError):
    """A file of a translator cannot be read; the sentence says what to do."""


@dataclass(frozen=True)
class Unit:
    """A text and its translation."""

    id: str
    source: str
    target: str = ""
    note: str = ""
    """Where the text stands, for the translator."""
    finished: bool = False


@dataclass(frozen=True)
class XliffFile:
    """All texts of one file."""

    original: str
    """What the texts belong to: an id, never a name."""
    source_language: str
    target_language: str
    units: tuple[Unit, ...]


def write_xliff(file: XliffFile) -> bytes:
    """Return the file, UTF-8; the same texts give the same bytes."""
    ET.register_namespace("", _NAMESPACE)
    root = ET.Element(_tag("xliff"), version="1.2")
    inner = ET.SubElement(
        root,
        _tag("file"),
        {
            "original": file.original,
            "source-language": file.source_language,
            "target-language": file.target_language,
            "datatype": "plaintext",
        },
    )
    body = ET.SubElement(inner, _tag("body"))
    for unit in file.units:
        _write_unit(body, unit, file)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _write_unit(body: ET.Element, unit: Unit, file: XliffFile) -> None:
    held = ET.SubElement(body, _tag("trans-unit"), {"id": unit.id, _SPACE: "preserve"})
    ET.SubElement(held, _tag("source"), {_LANG: file.source_language}).text = _clean(unit.source)
    state = "final" if unit.finished else "needs-translation"
    target = ET.SubElement(held, _tag("target"), {_LANG: file.target_language, "state": state})
    target.text = _clean(unit.target)
    if unit.note:
        ET.SubElement(held, _tag("note")).text = _clean(unit.note)


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("", text)


def _tag(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"


def read_xliff(data: bytes) -> XliffFile:
    """Read a file that a translator sent back.

    Args:
        data: UTF-8, at most ``LARGEST_FILE`` bytes.

    Raises:
        XliffError: it is no XLIFF 1.2 file, is too large, or declares entities.
    """
    if len(data) > LARGEST_FILE:
        raise XliffError("Choose a smaller file; a translation has at most 20 MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise XliffError("Save the translation as XLIFF 1.2 in UTF-8") from error
    if _DECLARED.search(text):
        raise XliffError("Save the translation without a document type declaration")
    try:
        root = ET.fromstring(text)  # noqa: S314, without a declaration there are no entities
    except (ET.ParseError, ValueError) as error:
        raise XliffError("Choose an XLIFF file; this one cannot be read") from error
    inner = root.find(_tag("file"))
    if root.tag != _tag("xliff") or inner is None:
        raise XliffError("Choose an XLIFF 1.2 file; this is another kind")
    return XliffFile(
        inner.get("original", ""),
        inner.get("source-language", ""),
        inner.get("target-language", ""),
        tuple(_units(inner.iter(_tag("trans-unit")))),
    )


def _units(elements: Iterable[ET.Element]) -> Iterable[Unit]:
    for element in elements:
        source, target = element.find(_tag("source")), element.find(_tag("target"))
        yield Unit(
            element.get("id", ""),
            _text(source),
            _text(target),
            finished=target is not None and target.get("state") in ("final", "signed-off"),
        )


def _text(element: ET.Element | None) -> str:
    """Return the words of an element; marks that a program has set inside are left out."""
    return "" if element is None else "".join(element.itertext())
