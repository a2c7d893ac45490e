"""From drawings in a vault to the printed page: extents, coverage, gaps, the sealed annex."""

import pikepdf
import pytest

from ipdoc.casework.bodymap.drawing import describe_by_hand, take_out
from ipdoc.casework.cases import start_case
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.issue import preview
from ipdoc.domain.rendering import REPORT, SEALED_ANNEX
from tests.bodymap_builders import a_lesion
from tests.builders import a_vault
from tests.pdf_inspection import opened, pdf_text, read_marked, read_tree


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as opened_vault:
        yield opened_vault


@pytest.fixture
def ref(vault):
    return start_case(vault, "full", "K-1", "7/26", {"record": "en"})


def alternatives(pdf: pikepdf.Pdf) -> list[str]:
    return [str(e.raw.Alt) for e in read_tree(pdf).walk() if e.kind == "Figure"]


def test_every_kind_of_mark_is_printed_tagged_and_named(vault, ref):
    kinds = ("point", "line", "polygon", "outline", "tramline", "cluster", "ring")
    for kind in kinds:
        a_lesion(vault, ref, kind)
    pdf = opened(preview(vault, ref, Choice(language="en")))
    assert read_marked(pdf).untagged == []
    back = next(alt for alt in alternatives(pdf) if alt.startswith("Whole body, back"))
    assert all(f"{number}: Bruise; " in back for number in range(1, len(kinds) + 1))


def test_number_taken_out_is_explained_and_its_mark_is_gone(vault, ref):
    a_lesion(vault, ref)
    a_lesion(vault, ref, "outline")
    take_out(vault, ref, 1, "entered twice", None)
    data = preview(vault, ref, Choice(language="en"))
    assert "Taken out: entered twice" in pdf_text(data)
    backs = [alt for alt in alternatives(opened(data)) if alt.startswith("Whole body, back")]
    assert backs
    assert not any(" 1: " in alt for alt in backs)


def test_sentence_of_a_lesion_is_printed_in_the_language_and_as_it_was_edited(vault, ref):
    a_lesion(vault, ref, "outline")
    describe_by_hand(vault, ref, 1, ("en", "A mark like a leaf.", "made"), None)
    assert "A mark like a leaf." in pdf_text(preview(vault, ref, Choice(language="en")))
    said = pdf_text(preview(vault, ref, Choice(language="ru")))
    assert "A mark like a leaf." not in said
    assert "расположен" in said


def test_restricted_finding_stands_in_the_annex_only(vault, ref):
    a_lesion(vault, ref)
    a_lesion(vault, ref, "outline", type_key="hernia_genital")
    main, annex = (
        pdf_text(preview(vault, ref, Choice(document=document)))
        for document in (REPORT, SEALED_ANNEX)
    )
    assert "Described in the sealed annex" in main
    assert "Genital or anal finding" not in main
    assert "No. 2. Genital or anal finding" in annex
    assert "Who may read this annex" in annex


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_preview_gives_the_same_bytes_again(vault, ref, language, monkeypatch):
    a_lesion(vault, ref, "tramline")
    a_lesion(vault, ref, "ring")
    now = vault.now()
    monkeypatch.setattr(vault, "now", lambda: now)
    assert preview(vault, ref, Choice(language=language)) == preview(
        vault, ref, Choice(language=language)
    )
