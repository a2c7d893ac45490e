"""What a rendering leaves out is in no place of the file; what it must keep is there."""

import json
import re

import pikepdf
import pytest

from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.fetching import read_edition
from ipdoc.casework.issuing.issue import issue, preview
from ipdoc.domain.rendering import Rendering
from ipdoc.i18n import LANGUAGES
from tests.builders import a_vault
from tests.canaries import forms
from tests.pdf_inspection import opened, pdf_text
from tests.planted import BARE, PLANTED, plant

CODES = ("KODE-5551", "MD-2026/5551")
_LOOSE = re.compile(r"[\s\u00ad\u2010\u2011-]+")


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """A vault with the planted record, and its reference."""
    with a_vault(tmp_path_factory.mktemp("planted")) as vault:
        yield vault, plant(vault)


def needles():
    return [*(BARE.get(one, one) for one in PLANTED), *CODES]


def bare(text):
    """Return a text as it can be compared: line ends and hyphens make no difference."""
    return _LOOSE.sub("", text).lower()


def spoken(pdf):
    """Return all strings of a PDF: text of the pages, alternative texts, bookmarks, metadata."""
    said = [pdf_text(pdf)]
    with opened(pdf) as file:
        for one in file.objects:
            said += _strings(one)
    return bare(" ".join(said))


def _strings(one, depth=0):
    if isinstance(one, pikepdf.String):
        yield str(one)
    elif isinstance(one, pikepdf.Array) and depth < 8:
        for kid in one:
            yield from _strings(kid, depth + 1) if not _indirect(kid) else ()
    elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream) and depth < 8:
        for kid in one.values():
            yield from _strings(kid, depth + 1) if not _indirect(kid) else ()


def _indirect(one):
    return isinstance(one, pikepdf.Object) and one.is_indirect


def streams(pdf):
    """Return the decompressed bytes of every stream, and the file itself."""
    found = [pdf]
    with opened(pdf) as file:
        for one in file.objects:
            if isinstance(one, pikepdf.Stream):
                try:
                    found.append(one.read_bytes())
                except pikepdf.PdfError:
                    found.append(one.read_raw_bytes())
    return b"\n".join(found)


def test_there_are_two_hundred_and_the_full_edition_says_them(planted):
    vault, ref = planted
    assert len(set(PLANTED)) >= 200
    said = spoken(preview(vault, ref, Choice(language="ru")))
    assert [one for one in needles() if bare(one) not in said] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_redacted_edition_holds_none_of_two_hundred_identifiers(planted, language):
    vault, ref = planted
    choice = Choice(language=language, rendering=Rendering.REDACTED)
    issued = issue(vault, ref, choice)
    pdf = b"".join(read_edition(vault, ref, issued.number, choice.key))
    said, raw = spoken(pdf), streams(pdf)
    assert [one for one in needles() if bare(one) in said] == []
    assert [
        one for one in needles() if any(form in raw for form in forms(one) if len(form) > 5)
    ] == []
    assert choice.key == f"{language}.redacted"
    record = embedded(pdf)
    assert record["rendering"] == "redacted"
    assert bare(json.dumps(record, ensure_ascii=False)).count("[") > 50


def embedded(pdf):
    with opened(pdf) as file:
        return json.loads(file.attachments["record.json"].get_file().read_bytes())
