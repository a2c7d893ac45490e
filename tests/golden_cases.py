"""The four worked cases as reports, made once for all tests that look into them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.issue import preview
from tests.builders import CASES, a_vault, an_imported_case

LANGUAGES = ("en", "ru", "kk")
ISSUED = dt.datetime(2026, 5, 4, 7, 30, tzinfo=dt.UTC)


class GoldenCases:
    """Reports of the worked cases, each made when it is first asked for."""

    def __init__(self, vault: OpenVault) -> None:
        self.vault = vault
        self._refs: dict[str, Ref] = {}
        self._made: dict[tuple[str, str], bytes] = {}

    def pdf(self, name: str, language: str) -> bytes:
        """Return the report of a case in a language."""
        if (name, language) not in self._made:
            if name not in self._refs:
                self._refs[name] = an_imported_case(self.vault, name)
            self._made[name, language] = preview(
                self.vault, self._refs[name], Choice(language=language)
            )
        return self._made[name, language]


@pytest.fixture(scope="session")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GoldenCases]:
    """Return the worked cases in a vault of their own, at a fixed time."""
    with a_vault(tmp_path_factory.mktemp("golden"), clock=lambda: ISSUED) as vault:
        yield GoldenCases(vault)


EVERY_EDITION = [(name, language) for name in CASES for language in LANGUAGES]
EVERY_ID = [f"{name[:2]}-{language}" for name, language in EVERY_EDITION]
