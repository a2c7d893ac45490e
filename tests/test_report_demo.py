"""The worked example stays a document that somebody reads: thirty pages with its photographs."""

from __future__ import annotations

import pytest

from ipdoc.casework.demo import supply_pictures
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.issue import preview
from ipdoc.i18n import LANGUAGES
from ipdoc.resources import data_dir
from tests.builders import a_vault, imported
from tests.pdf_inspection import opened

MOST_PAGES = 30


@pytest.mark.parametrize("language", LANGUAGES)
def test_worked_example_has_thirty_pages_at_most(tmp_path, language: str) -> None:
    with a_vault(tmp_path) as vault:
        example = data_dir("forms") / "demo" / "1_full_en.json"
        ref = imported(vault, example.read_bytes())
        supply_pictures(vault, ref)
        with opened(preview(vault, ref, Choice("specialist_opinion", language))) as pdf:
            assert len(pdf.pages) <= MOST_PAGES
