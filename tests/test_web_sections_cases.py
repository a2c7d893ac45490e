"""Every page of the worked cases: sound markup, its budget, and an untouched save is none."""

import re

import pytest
from werkzeug.test import TestResponse

from ipdoc.casework.core.record import section_path
from tests.builders import CASES, a_vault, an_imported_case
from tests.section_walk import a_walk
from tests.webclient import Page

MOST_BYTES = 60 * 1024
"""Budget of a page."""


@pytest.fixture(scope="module", params=CASES)
def walk(request, tmp_path_factory):
    """A browser in a worked case."""
    with a_vault(tmp_path_factory.mktemp("case")) as vault:
        yield a_walk(vault, "ru", an_imported_case(vault, request.param))


def addresses(walk):
    """Yield the path of every page of questions, and of the first entry of every list."""
    listed = walk.client.get(walk.base.removesuffix("/sections")).text
    for section in dict.fromkeys(re.findall(r'/sections/([a-z_]+)"', listed)):
        with walk.client.get(f"{walk.base}/{section}") as first:
            pages = re.findall(rf'/sections/({section}/[a-z_]+)"', first.text)
        for page in dict.fromkeys(pages):
            with walk.client.get(f"{walk.base}/{page}") as answer:
                if answer.status_code == 302:
                    continue
                entry = re.search(r'value="row:(\w+):(\w+)"', answer.text)
            yield page
            if entry:
                yield f"{page}/{entry[1]}/{entry[2]}/1"
                yield f"{page}/{entry[1]}/{entry[2]}/2"


def shown(walk, path):
    """Return the answer with a page, None for a second page that an entry does not have."""
    answer: TestResponse = walk.client.get(f"{walk.base}/{path}")
    if answer.status_code == 404 and path.endswith("/2"):
        return None
    return answer


def versions(walk):
    """Return the version of every section record."""
    with walk.vault.transaction(write=False) as work:
        case = work.case(walk.ref.case_id)
        found = case.below(f"section/{walk.ref.evaluation_id}/")
        return {path: record.version for path, record in found.items()}


@pytest.mark.parametrize("walk", CASES[::2], indirect=True)
def test_every_page_is_sound_and_within_its_budget(walk):
    count = 0
    for path in addresses(walk):
        answer = shown(walk, path)
        if answer is None:
            continue
        page = Page(answer)
        count += 1
        assert len(page.html.encode()) <= MOST_BYTES, (path, len(page.html.encode()))
    assert count > 15


def test_saving_untouched_pages_changes_nothing(walk):
    before = versions(walk)
    assert section_path(walk.ref, "case_information", "record") in before
    for path in addresses(walk):
        if shown(walk, path) is None:
            continue
        answer = walk.post(path, walk.get(path), json=True)
        assert answer.status_code == 200, path
        assert answer.json["problems"] == [], path
    assert versions(walk) == before
