"""The panel of a lesion: sentences in three languages, facts as drawn and as measured."""

import html5lib
import pytest

from ipdoc.casework import findings
from ipdoc.casework.bodymap.figures import choose_figure
from ipdoc.i18n import LANGUAGES
from tests.bodymap_builders import a_lesion
from tests.builders import a_vault
from tests.section_walk import a_walk
from tests.webclient import Browser


class Reader:
    """Reads the panel of lesion 1."""

    def __init__(self, vault, language="en"):
        self.walk = a_walk(vault, language)
        choose_figure(vault, self.walk.ref, "female")
        self.base = self.walk.base.replace("/sections", "/lesions")
        self.browser = Browser(self.walk.client)

    def panel(self):
        """Return the text of the panel, whose HTML is checked."""
        with self.walk.client.get(f"{self.base}/1/panel") as answer:
            assert answer.status_code == 200
            parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
            tree = parser.parseFragment(answer.text)
            ids = [one.get("id") for one in tree.iter() if one.get("id")]
            assert len(ids) == len(set(ids))
            return " ".join("".join(tree.itertext()).split())

    def edit(self, **fields):
        """Send the first form that edits the sentence; return the page that answers."""
        page = self.browser.page(f"{self.base}/1")
        return self.browser.send(page, f"{self.base}/1/sentence", **fields)


@pytest.fixture
def reader(tmp_path):
    with a_vault(tmp_path) as vault:
        yield Reader(vault)


@pytest.mark.parametrize("language", LANGUAGES)
def test_panel_tells_the_lesion_in_all_languages(tmp_path, language):
    with a_vault(tmp_path) as vault:
        reader = Reader(vault, language)
        a_lesion(vault, reader.walk.ref, "polygon")
        text = reader.panel()
        assert all(name in text for name in LANGUAGES.values())
        for word in ("shoulder blade", "лопат", "жауырын"):
            assert word in text.lower()
        page = reader.browser.page(f"{reader.base}/1")
        assert len(page.all("input", name="told-page")) == 3


def test_size_and_area_as_drawn_are_told_as_such_and_not_stored(reader):
    a_lesion(reader.walk.vault, reader.walk.ref, "polygon")
    text = reader.panel()
    assert "≈" in text
    assert "cm²" in text
    assert "computed from the drawing, not measured" in text
    assert findings.lesions(reader.walk.vault, reader.walk.ref)[0].attributes == {}


def test_measured_size_wins_over_the_drawn_one(reader):
    a_lesion(reader.walk.vault, reader.walk.ref, "polygon")
    changes = {"length_mm": 118, "width_mm": 32}
    findings.save_lesion(reader.walk.vault, reader.walk.ref, 1, changes, 1)
    assert "Size118 × 32 mm" in reader.panel()


def test_sentence_is_edited_by_hand_and_made_again(reader):
    a_lesion(reader.walk.vault, reader.walk.ref)
    page = reader.edit(language="en", text="A blue bruise.")
    assert page.path.endswith("/lesions/1")
    assert "A blue bruise." in reader.panel()
    assert "Edited by hand." in reader.panel()
    findings.save_lesion(reader.walk.vault, reader.walk.ref, 1, {"length_mm": 50}, 2)
    assert "the record has changed since" in reader.panel()
    reader.edit(language="en", regenerate="1")
    assert "A blue bruise." not in reader.panel()


def test_stale_edit_is_refused(reader):
    a_lesion(reader.walk.vault, reader.walk.ref)
    reader.edit(language="en", text="Mine.")
    assert reader.edit(status=409, language="en", text="Late.", version="1").status == 409
    assert "Mine." in reader.panel()


def test_panel_of_a_sealed_finding_tells_nothing(reader):
    findings.record_by_region(reader.walk.vault, reader.walk.ref, "bruise", "scrotum", "l")
    text = reader.panel()
    assert "scrotum" not in text.lower()
    assert "Restricted views" in text
