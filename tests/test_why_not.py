"""Who may not do something on the pages of the report is told why, where the button would be."""

import pytest

from tests.walked_site import a_walked_site
from tests.webclient import Browser

WHY = "does not include this; ask the person who leads the case"


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    with a_walked_site(tmp_path_factory.mktemp("why")) as made:
        yield made


@pytest.mark.parametrize("page", ["report/", "addenda/", "letter/", "ground/", "sheets/"])
def test_reviewer_reads_why_there_is_no_button(walked, page):
    ref = walked.own.ref
    shown = Browser(walked.browser("reviewer")).page(
        f"/cases/{ref.case_id}/{ref.evaluation_id}/{page}"
    )
    assert WHY in shown.text
    assert "primary" not in " ".join(one.get("class") or "" for one in shown.all("button"))
