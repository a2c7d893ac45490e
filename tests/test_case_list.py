"""The list of cases: every page, from whichever end it is counted."""

import pytest

from tests.databases import on_each_database
from tests.vault_builders import a_case, a_vault

pytestmark = on_each_database


@pytest.fixture(scope="module")
def vault(tmp_path_factory):
    """A vault with seven cases."""
    with a_vault(tmp_path_factory.mktemp("list")) as vault:
        for number in range(7):
            a_case(vault, code=f"KZ-{number}")
        yield vault


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 50])
def test_pages_together_are_the_whole_list_newest_first(vault, size):
    pages = [vault.list_cases(page, size) for page in range(1, 7 // size + 3)]
    codes = [row.index["code"] for rows, _ in pages for row in rows]
    assert codes == [f"KZ-{number}" for number in reversed(range(7))]
    assert {total for _, total in pages} == {7}


def test_search_pages_its_own_finds(vault):
    for page, codes in ((1, ["KZ-3"]), (2, [])):
        rows, total = vault.list_cases(page, 1, "kz-3")
        assert ([row.index["code"] for row in rows], total) == (codes, 1)
